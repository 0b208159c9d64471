/** Views that somebody keeps by name, in this browser. */
export interface Bookmark {
  name: string;
  /** Path and fragment: the whole view. */
  link: string;
}

export const MOST_BOOKMARKS = 50;

/** Keep a view; a name that is there already gets the new view. */
export function addBookmark(kept: readonly Bookmark[], name: string, link: string): Bookmark[] {
  const plain = name.trim().slice(0, 60);
  if (plain === "") return [...kept];
  return [{ name: plain, link }, ...kept.filter((one) => one.name !== plain)].slice(0, MOST_BOOKMARKS);
}

export const dropBookmark = (kept: readonly Bookmark[], name: string): Bookmark[] =>
  kept.filter((one) => one.name !== name);

/** Read what was kept; links that lead off the application are left out. */
export function readBookmarks(text: string | null): Bookmark[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (one: Partial<Bookmark> | null): one is Bookmark =>
        typeof one?.name === "string" && typeof one.link === "string" && /^\/(?![/\\])/.test(one.link),
    );
  } catch {
    return [];
  }
}
