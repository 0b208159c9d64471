import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type User = Schemas["User"];
export type NewUser = Schemas["NewUser"];
export type RoleGrant = Schemas["RoleGrant"];
export type ApiKey = Schemas["ApiKey"];
export type NewApiKey = Schemas["NewApiKey"];
export type AuditEntry = Schemas["AuditEntry"];
export type NetworkDetail = Schemas["NetworkDetail"];
export type ReviewRules = Required<Schemas["ReviewRules"]>;
export type Job = Schemas["Job"];
export type JobState = Job["state"];
export type Role = RoleGrant["role"];

interface Paged<T> {
  items: T[];
  next: string | null;
}

/** A list that is read page by page, as one. */
export function usePages<T>(
  key: readonly unknown[],
  read: (cursor: string | null, signal: AbortSignal) => Promise<Paged<T>>,
  followMs: number | false = false,
) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: followMs,
  });
}

export const useUsers = (role: Role | null, search: string) =>
  usePages(["users", role, search], (cursor, signal) => {
    const query = { role, search: search || null, cursor, limit: 50 };
    return answerOf(client.GET("/api/v1/users", { params: { query }, signal }));
  });

/** A write after which a list is asked for anew. */
function useWrite<Body, Answer>(list: string, write: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    // Not waited for: who wrote is told at once, before the list draws them anew.
    onSuccess: () => void queries.invalidateQueries({ queryKey: [list] }),
  });
}

const ofUser = (user_id: number) => ({ params: { path: { user_id } } });

export const useMakeUser = () =>
  useWrite("users", (body: Schemas["UserRequest"]) => answerOf(client.POST("/api/v1/users", { body })));

export const useChangeUser = () =>
  useWrite("users", ({ id, ...body }: Schemas["UserChange"] & { id: number }) =>
    answerOf(client.PATCH("/api/v1/users/{user_id}", { ...ofUser(id), body })),
  );

export const useSetGrants = () =>
  useWrite("users", ({ id, grants }: { id: number; grants: RoleGrant[] }) =>
    answerOf(client.PUT("/api/v1/users/{user_id}/grants", { ...ofUser(id), body: { grants } })),
  );

export const useResetPassword = () =>
  useWrite("users", (id: number) =>
    answerOf(client.POST("/api/v1/users/{user_id}/password", { ...ofUser(id), body: {} })),
  );

export const useUnlock = () =>
  useWrite("users", (id: number) =>
    answerOf(client.POST("/api/v1/users/{user_id}/unlock", ofUser(id))),
  );

export const useSignOutUser = () =>
  useWrite("users", (id: number) =>
    answerOf(client.POST("/api/v1/users/{user_id}/sign-out", ofUser(id))),
  );

export const useApiKeys = () =>
  useQuery({
    queryKey: ["api-keys"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/api-keys", { signal })),
    select: ({ items }) => items,
  });

export const useMakeKey = () =>
  useWrite("api-keys", (body: Schemas["ApiKeyRequest"]) =>
    answerOf(client.POST("/api/v1/api-keys", { body })),
  );

export const useRevokeKey = () =>
  useWrite("api-keys", (key_id: number) =>
    answerOf(client.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id } } })),
  );

const FOLLOW_JOBS_MS = 2_000;

export const useJobs = (state: JobState | null) =>
  usePages(
    ["jobs", state],
    (cursor, signal) => {
      const query = { state, cursor, limit: 50 };
      return answerOf(client.GET("/api/v1/jobs", { params: { query }, signal }));
    },
    FOLLOW_JOBS_MS,
  );

export interface AuditFilter {
  actor: string;
  action: string;
  kind: string;
  key: string;
}

export const useAudit = (wanted: AuditFilter) =>
  usePages(["audit", wanted], (cursor, signal) => {
    const said = Object.entries(wanted).filter(([, value]) => value !== "");
    const query = { ...Object.fromEntries(said), cursor, limit: 100 };
    return answerOf(client.GET("/api/v1/audit", { params: { query }, signal }));
  });

/** Goes through the whole log; asked for by hand. */
export const useVerdict = () =>
  useMutation({ mutationFn: () => answerOf(client.GET("/api/v1/audit/verdict")) });

export const useNetworkDetail = (network: string | null) =>
  useQuery({
    queryKey: ["network", network],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" } };
      return answerOf(client.GET("/api/v1/networks/{network}", { params, signal }));
    },
    enabled: network !== null,
  });

/** After a definition was written: the list, the network itself, what is left of its codes. */
function useDefine<Body>(write: (body: Body) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => {
      for (const list of ["networks", "network", "codes"]) void queries.invalidateQueries({ queryKey: [list] });
    },
  });
}

export const useMakeNetwork = () =>
  useDefine((body: Schemas["NetworkRequest"]) => answerOf(client.POST("/api/v1/networks", { body })));

export const useChangeNetwork = () =>
  useDefine(({ network, ...body }: Schemas["NetworkChange"] & { network: string }) =>
    answerOf(client.PATCH("/api/v1/networks/{network}", { params: { path: { network } }, body })),
  );

export const useReviewRules = (network: string) =>
  useQuery({
    queryKey: ["review-rules", network],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/networks/{code}/review-rules", { params: { path: { code: network } }, signal })),
    select: (rules) => rules as ReviewRules, // the server gives all of them
  });

export const useSetReviewRules = (network: string) =>
  useWrite("review-rules", (body: ReviewRules) =>
    answerOf(client.PUT("/api/v1/networks/{code}/review-rules", { params: { path: { code: network } }, body })),
  );

export const useRemainingCodes = (network: string | null) =>
  useQuery({
    queryKey: ["codes", network],
    queryFn: ({ signal }) => {
      const params = { path: { network: network ?? "" } };
      return answerOf(client.GET("/api/v1/networks/{network}/codes", { params, signal }));
    },
    enabled: network !== null,
    select: ({ items }) => items,
  });
