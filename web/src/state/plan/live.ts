/** What the server tells while somebody has a plan open (server-sent events). */

/** An operation, a step of the review, or a remark of somebody. */
export interface News {
  kind: "operation" | "state" | "comment";
  sentence: string;
  sentence_zh: string;
  actor: string;
  /** Of the plan, once it had happened; null where the event names none. */
  revision: number | null;
  grids: readonly string[];
}

export interface Person {
  name: string;
  grid: string | null;
}

/** Read an event's data; null for what makes no sense. */
export function readNews(kind: News["kind"], text: string): News | null {
  const told = objectOf(text);
  if (told === null) return null;
  const word = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : "");
  const revision = told["revision"];
  return {
    kind,
    sentence: word("sentence"),
    sentence_zh: word("sentence_zh"),
    actor: word("actor"),
    revision: typeof revision === "number" ? revision : null,
    grids: Array.isArray(told["grids"]) ? told["grids"].filter((one) => typeof one === "string") : [],
  };
}

/** Read who is there, each person once: a window of mine is not another person. */
export function readPeople(text: string, me: string): Person[] {
  const people = objectOf(text)?.["people"];
  if (!Array.isArray(people)) return [];
  const found = new Map<string, Person>();
  for (const one of people as Partial<Person>[]) {
    if (typeof one.name !== "string" || one.name === me) continue;
    const grid = typeof one.grid === "string" ? one.grid : (found.get(one.name)?.grid ?? null);
    found.set(one.name, { name: one.name, grid });
  }
  return [...found.values()];
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === "object" && told !== null ? (told as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What others did that this window has not shown yet, the latest first. */
export const ofOthers = (news: readonly News[], me: string, since: number): News[] =>
  news.filter(({ actor, revision }) => actor !== me && (revision === null || revision > since)).reverse();
