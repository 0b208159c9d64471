import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { answerOf, ApiError, client, keepToken } from "./client";
import type { SignedIn } from "./types";

/** What the last answers said about the line to the server and about our session. */
export interface Standing {
  offline: boolean;
  /** We were signed in, and the server does not know us any more. */
  expired: boolean;
}

let standing: Standing = { offline: false, expired: false };
let signedIn = false;
const listeners = new Set<() => void>();

function settle(change: Partial<Standing>): void {
  const next = { ...standing, ...change };
  if (next.offline === standing.offline && next.expired === standing.expired) return;
  standing = next;
  for (const listener of listeners) listener();
}

/** Learn from an answer; null stands for a good one. */
export function noteAnswer(error: Error | null): void {
  if (error === null) return settle({ offline: false });
  if (!(error instanceof ApiError)) return;
  settle({ offline: error.offline });
  if (error.status === 401 && signedIn) settle({ expired: true });
}

export const useStanding = (): Standing =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => standing,
  );

function remember(session: SignedIn | null): SignedIn | null {
  signedIn = session !== null;
  keepToken(session?.csrf_token ?? null);
  return session;
}

const SESSION = ["session"];

/** Who is signed in; null for nobody. */
export const useSession = () =>
  useQuery({
    queryKey: SESSION,
    queryFn: async ({ signal }) => {
      try {
        return remember(await answerOf(client.GET("/api/v1/session", { signal })));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return remember(null);
        throw error;
      }
    },
    staleTime: Infinity,
  });

/** Sign in with a password; the session is kept in a cookie that scripts cannot read. */
export function useSignIn(onSignedIn?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) =>
      answerOf(client.POST("/api/v1/session", { body })),
    onSuccess: async (session) => {
      queries.setQueryData(SESSION, remember(session));
      settle({ expired: false });
      // What somebody else was refused, or was shown, is asked for anew.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
      onSignedIn?.();
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(client.DELETE("/api/v1/session")),
    onSettled: () => {
      queries.clear();
      queries.setQueryData(SESSION, remember(null));
      window.location.assign("/");
    },
  });
}
