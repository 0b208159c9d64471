import { describe, expect, it } from "vitest";

import { addBookmark, dropBookmark, readBookmarks } from "./bookmarks";

describe("bookmarks", () => {
  it("are kept by name, the latest first", () => {
    const kept = addBookmark(addBookmark([], "north", "/#map=1/2/3"), " south ", "/plans/7#area=a");
    expect(kept.map(({ name }) => name)).toEqual(["south", "north"]);
    expect(addBookmark(kept, "north", "/#map=9/2/3")[0]).toEqual({ name: "north", link: "/#map=9/2/3" });
    expect(addBookmark(kept, "  ", "/")).toEqual(kept);
    expect(dropBookmark(kept, "south").map(({ name }) => name)).toEqual(["north"]);
    expect(readBookmarks(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, "", "nonsense", "{}", '[{"name":1,"link":"/"}]', '[{"name":"x","link":"//evil.example/"}]', '[{"name":"x","link":"javascript:1"}]'])(
    "leave out what makes no sense: %s",
    (text) => expect(readBookmarks(text)).toEqual([]),
  );
});
