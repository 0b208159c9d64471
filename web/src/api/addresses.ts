import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { type QueueFilter } from "../state/addresses/filter";
import { answerOf, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type QueuedAddress = Schemas["QueuedAddress"];
export type Candidate = Schemas["AddressCandidate"];
export type AddressDecision = Schemas["AddressDecision"];
export type HandPlaced = Schemas["HandPlaced"];

/** What the queue has to know of a community. */
export interface Community {
  code: string;
  name: string;
  bounds: number[];
}

const PAGE = 100;
const MOST_DECISIONS = 30;
/** What another hand placed meanwhile leaves the list. */
const FOLLOW_MS = 60_000;

/** Addresses that wait, in the order in which they came, a page at a time; and how many there are. */
export const useAddressQueue = (filter: QueueFilter) =>
  useInfiniteQuery({
    queryKey: ["address-queue", filter],
    queryFn: ({ signal, pageParam }) => {
      const { area, cause, level, leastScore } = filter;
      const query = { area, cause, level, least_score: leastScore, after: pageParam, limit: PAGE };
      return answerOf(client.GET("/api/v1/addresses/queue", { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.id),
    select: ({ pages }) => ({
      items: pages.flatMap((page) => page.items),
      waiting: pages.at(-1)?.waiting ?? 0,
    }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });

/** What was decided last, the latest first. */
export const useAddressDecisions = (area: string | null) =>
  useQuery({
    queryKey: ["address-decisions", area],
    queryFn: ({ signal }) => {
      const query = { area, limit: MOST_DECISIONS };
      return answerOf(client.GET("/api/v1/addresses/decisions", { params: { query }, signal }));
    },
    select: (list) => list.items,
  });

export interface Spot {
  lon: number;
  lat: number;
}

export const usePlaceAddress = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, spot }: { id: number; spot: Spot }) => {
      const params = { path: { id } };
      return answerOf(client.POST("/api/v1/addresses/queue/{id}/place", { params, body: spot }));
    },
    onSettled: refresh,
  });
};

export const useDismissAddress = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) => {
      const params = { path: { id } };
      return answerOf(client.POST("/api/v1/addresses/queue/{id}/dismiss", { params, body: { reason } }));
    },
    onSettled: refresh,
  });
};

/** Take a decision back: the addresses wait again, their households are where they were. */
export const useUndoDecision = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: number) => {
      const params = { path: { id } };
      return answerOf(client.POST("/api/v1/addresses/queue/{id}/undo", { params }));
    },
    onSettled: refresh,
  });
};

/** A decision, or a refusal of one, says that the lists have changed. */
function useRefresh() {
  const queries = useQueryClient();
  return () => {
    // Not waited for: who decided is told at once, before the address leaves the list.
    for (const name of ["address-queue", "address-decisions", "placed-shares"]) {
      void queries.invalidateQueries({ queryKey: [name] });
    }
  };
}

/** The nearest known address of a spot: whether one has hit the right house. */
export const useAddressNear = (spot: Spot | null) =>
  useQuery({
    queryKey: ["address-near", spot],
    queryFn: ({ signal }) => {
      const query = { lon: spot?.lon ?? 0, lat: spot?.lat ?? 0, within_m: 200, limit: 1 };
      return answerOf(client.GET("/api/v1/geocode/reverse", { params: { query }, signal }));
    },
    enabled: spot !== null,
    select: ({ items }) => items[0] ?? null,
    staleTime: 60_000,
  });
