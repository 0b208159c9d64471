import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { usePages } from "./admin";
import { answerOf, client } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Import = Schemas["ImportList"]["items"][number];
export type ImportSettings = Schemas["ImportSettings"];
export type Inspection = Schemas["FileInspection"];
export type Layer = Schemas["LayerInspection"];
export type CrsGuess = Schemas["CrsGuess"];
export type WaitingFile = Schemas["WaitingFile"];

export const useImports = () =>
  usePages(["imports"], (cursor, signal) => {
    const query = { cursor, limit: 50 };
    return answerOf(client.GET("/api/v1/imports", { params: { query }, signal }));
  });

const ofImport = (import_id: number) => ({ params: { path: { import_id } } });

/** One import with the rows that it left out. */
export const useImport = (importId: number) =>
  useQuery({
    queryKey: ["import", importId],
    queryFn: ({ signal }) =>
      answerOf(client.GET("/api/v1/imports/{import_id}", { ...ofImport(importId), signal })),
  });

export function useUndoImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (importId: number) =>
      answerOf(client.POST("/api/v1/imports/{import_id}/undo", ofImport(importId))),
    // What was imported may be on any page.
    onSuccess: () => queries.invalidateQueries(),
  });
}

export interface Rejection {
  row: string;
  column: string;
  reason: string;
  reason_zh: string;
  advice: string;
  advice_zh: string;
}

/** What a preview's job leaves. */
export interface PreviewResult {
  crs: string;
  read: number;
  new: number;
  changed: number;
  same: number;
  gone: number;
  changed_columns: Record<string, number>;
  rejected: number;
  rejections: Rejection[];
  features: {
    type: "FeatureCollection";
    features: {
      type: "Feature";
      geometry: { type: string; coordinates: unknown } | null;
      properties: { key: string; state: string };
    }[];
  };
}

/** What an import's job leaves. */
export interface ImportResult {
  job_id: number;
  import_id: number;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  removed: number;
  rejected: number;
  rejections: Rejection[];
}

export const useKinds = () =>
  useQuery({
    queryKey: ["import-kinds"],
    queryFn: ({ signal }) => answerOf(client.GET("/api/v1/imports/kinds", { signal })),
    select: ({ items }) => items,
    staleTime: Infinity,
  });

/** What a file holds; asked for anew for another kind or encoding. */
export const useInspection = (fileId: number | null, kind: string | null, encoding: string | null) =>
  useQuery({
    queryKey: ["inspection", fileId, kind, encoding],
    queryFn: ({ signal }) => {
      const params = { path: { file_id: fileId ?? 0 }, query: { kind, encoding } };
      return answerOf(client.GET("/api/v1/imports/files/{file_id}", { params, signal }));
    },
    enabled: fileId !== null,
    placeholderData: (before) => before,
    retry: false,
  });

export const usePreview = () =>
  useMutation({
    mutationFn: ({ fileId, settings }: { fileId: number; settings: ImportSettings }) => {
      const params = { path: { file_id: fileId } };
      return answerOf(
        client.POST("/api/v1/imports/files/{file_id}/preview", { params, body: settings }),
      );
    },
  });

export const useCreateImport = () =>
  useMutation({
    mutationFn: ({ fileId, settings }: { fileId: number; settings: ImportSettings }) =>
      answerOf(client.POST("/api/v1/imports", { body: { ...settings, file_id: fileId } })),
  });

/** Take away a file that is not to be imported after all. */
export const dropFile = (file_id: number) =>
  answerOf(client.DELETE("/api/v1/imports/files/{file_id}", { params: { path: { file_id } } }));
