import type { Info, Located, NetworkList, Problem, TileJson } from "./types";

const PREFIX = "/api/v1";

/** An answer from 400 on, or none at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
    this.name = "ApiError";
  }
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: "application/json" };
  let response: Response;
  try {
    response = await fetch(PREFIX + path, signal ? { headers, signal } : { headers });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, null);
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return (await response.json()) as T;
}

async function problemOf(response: Response): Promise<Problem | null> {
  const isProblem = response.headers.get("Content-Type")?.includes("json") ?? false;
  return isProblem ? ((await response.json()) as Problem) : null;
}

export const getInfo = (signal?: AbortSignal) => get<Info>("/info", signal);

export const getNetworks = (signal?: AbortSignal) => get<NetworkList>("/networks", signal);

export const getTileJson = (network: string, signal?: AbortSignal) =>
  get<TileJson>(`/tiles/${encodeURIComponent(network)}/tilejson.json`, signal);

export function locate(network: string, lon: number, lat: number, signal?: AbortSignal) {
  const query = new URLSearchParams({ network, lon: lon.toFixed(7), lat: lat.toFixed(7) });
  return get<Located>(`/locate?${query}`, signal);
}

/** Sign in with a password; the session is kept in a cookie that scripts cannot read. */
export async function signIn(name: string, password: string): Promise<void> {
  const response = await fetch(`${PREFIX}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, password }),
  }).catch(() => {
    throw new ApiError(0, null);
  });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
}
