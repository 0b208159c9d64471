import createClient from "openapi-fetch";

import type { paths } from "./schema";
import type { Problem } from "./types";

/** An answer from 400 on, or none at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
    this.name = "ApiError";
  }

  /** The server was not reached. */
  get offline(): boolean {
    return this.status === 0;
  }
}

/** The token that writes of a signed-in person carry; the session's cookie alone is not enough. */
let csrfToken: string | null = null;
export const keepToken = (token: string | null): void => {
  csrfToken = token;
};
/** For what is sent around this client. */
export const csrf = (): string | null => csrfToken;

/** Every operation of the contract (openapi.json) with its types. */
export const client = createClient<paths>({
  baseUrl: "",
  headers: { Accept: "application/json" },
  // Looked up at each call, so that a page may be watched by what wraps fetch later.
  fetch: (request) => fetch(request),
  querySerializer: { array: { style: "form", explode: true } },
});

client.use({
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== "GET") {
      request.headers.set("X-CSRF-Token", csrfToken);
    }
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Wait for an answer and its headers; throw an ApiError for everything but a good one. */
export async function wholeAnswer<T>(call: Promise<Answer<T>>): Promise<[T, Headers]> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, null);
  }
  if (!answer.response.ok) {
    const problem = typeof answer.error === "object" ? (answer.error as Problem | null) : null;
    throw new ApiError(answer.response.status, problem);
  }
  return [answer.data as T, answer.response.headers];
}

/** Wait for an answer's content. */
export const answerOf = async <T>(call: Promise<Answer<T>>): Promise<T> =>
  (await wholeAnswer(call))[0];

/** The sentence that says what went wrong, in the reader's language; null where no answer came. */
export function reasonOf(error: Error, language: string): string | null {
  if (!(error instanceof ApiError)) return error.message;
  const { problem } = error;
  if (problem === null) return null;
  if (language === "en") return problem.detail ?? problem.title;
  if (problem.detail_zh !== undefined) return problem.detail_zh;
  // The kind of fault in Chinese, and which one it is as the server says it.
  return [problem.title_zh, problem.detail].filter((part) => part !== undefined).join("：");
}
