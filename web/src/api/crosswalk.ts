import { useMutation, useQuery } from "@tanstack/react-query";

import { answerOf, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Crosswalk = Schemas["Crosswalk"];
export type CrosswalkRow = Schemas["CrosswalkRow"];
export type Alignment = Schemas["Alignment"];
export type Proposal = Schemas["ProposalDetail"];
export type AlignmentRequest = Schemas["AlignmentRequest"];

const MOST_PROPOSALS = 500;

/** Two published networks laid over each other: pairs of grids, the worst first. */
export const useCrosswalk = (a: string | null, b: string | null) =>
  useQuery({
    queryKey: ["crosswalk", a, b],
    queryFn: ({ signal }) => {
      const query = { a: a ?? "", b: b ?? "" };
      return answerOf(client.GET("/api/v1/crosswalks", { params: { query }, signal }));
    },
    enabled: a !== null && b !== null && a !== b,
    staleTime: 5 * 60_000,
  });

/** Ask for the whole crosswalk as a workbook; it is made by a job. */
export const useCrosswalkFile = () =>
  useMutation({
    mutationFn: ({ a, b }: { a: string; b: string }) => {
      const body = { a: { network: a }, b: { network: b }, format: "xlsx" as const };
      return answerOf(client.POST("/api/v1/crosswalks", { body }));
    },
  });

export const useCreateAlignment = () =>
  useMutation({
    mutationFn: (body: AlignmentRequest) => answerOf(client.POST("/api/v1/alignments", { body })),
  });

/** Alignments of a network that were proposed before, the latest first. */
export const useAlignments = (network: string | null) =>
  useQuery({
    queryKey: ["alignments", network],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/alignments", { params: { query: { network } }, signal })),
    select: (list) => list.items,
    enabled: network !== null,
  });

export const useAlignment = (id: number | null) =>
  useQuery({
    queryKey: ["alignment", id],
    queryFn: ({ signal }) => {
      const params = { path: { alignment_id: id ?? 0 } };
      return answerOf(client.GET("/api/v1/alignments/{alignment_id}", { params, signal }));
    },
    enabled: id !== null,
    staleTime: Infinity,
  });

/** What is proposed for each grid that changes. */
export const useProposals = (id: number | null) =>
  useQuery({
    queryKey: ["alignment", id, "proposals"],
    queryFn: ({ signal }) => {
      const params = { path: { alignment_id: id ?? 0 }, query: { limit: MOST_PROPOSALS } };
      return answerOf(client.GET("/api/v1/alignments/{alignment_id}/proposals", { params, signal }));
    },
    enabled: id !== null,
    staleTime: Infinity,
  });

/** Take proposals, all or some; the answer is the draft that they make. */
export const useAcceptAlignment = (id: number) =>
  useMutation({
    mutationFn: async (codes: string[]) => {
      const params = { path: { alignment_id: id } };
      const body = { codes, name: null };
      const made = await answerOf(client.POST("/api/v1/alignments/{alignment_id}/accept", { params, body }));
      return made.plan_id;
    },
  });
