import "../styles/finder.css";

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { announce } from "../app/live";
import { addBookmark, type Bookmark, dropBookmark, readBookmarks } from "../state/bookmarks";
import { Kept } from "../state/kept";

const kept = new Kept<Bookmark[]>("gridgeo.bookmarks", readBookmarks);

/** Views by name, in this browser; and the link to the present one. */
export function Bookmarks({ suggestion }: { suggestion: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div
      className="bookmarks"
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onBlur={({ currentTarget, relatedTarget }) => currentTarget.contains(relatedTarget) || setOpen(false)}
    >
      <button
        type="button"
        className="card round"
        aria-expanded={open}
        aria-label={t("finder.bookmarks")}
        title={t("finder.bookmarks")}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M5.5 3h9v14L10 13.2 5.5 17z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
        </svg>
      </button>
      {open && <BookmarkList suggestion={suggestion} onDone={() => setOpen(false)} />}
    </div>
  );
}

function BookmarkList({ suggestion, onDone }: { suggestion: string; onDone: () => void }) {
  const { t } = useTranslation();
  const bookmarks = kept.use();
  const navigate = useNavigate();
  const [name, setName] = useState(suggestion);
  const [said, setSaid] = useState("");
  const go = (link: string) => {
    const { pathname, hash } = new URL(link, window.location.origin);
    onDone();
    // On the same page only the fragment changes, which the view follows.
    if (pathname === window.location.pathname) window.location.hash = hash;
    else void navigate(link);
  };
  const copy = () =>
    navigator.clipboard === undefined
      ? setSaid(t("finder.notCopied")) // not there over plain HTTP
      : void navigator.clipboard.writeText(window.location.href).then(
          () => setSaid(t("finder.copied")),
          () => setSaid(t("finder.notCopied")),
        );
  return (
    <section className="card bookmark-list" aria-label={t("finder.bookmarks")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          kept.set(addBookmark(bookmarks, name, window.location.pathname + window.location.hash));
          announce(t("finder.kept", { name }));
          onDone();
        }}
      >
        <input aria-label={t("finder.bookmarkName")} value={name} maxLength={60} required onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="action">
          {t("finder.keep")}
        </button>
      </form>
      {bookmarks.length === 0 && <p className="hint">{t("finder.noBookmarks")}</p>}
      <ul>
        {bookmarks.map((one) => (
          <li key={one.name}>
            <button type="button" onClick={() => go(one.link)}>
              {one.name}
            </button>
            <button type="button" className="clear" aria-label={t("finder.drop", { name: one.name })} onClick={() => kept.set(dropBookmark(bookmarks, one.name))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="action quiet" onClick={copy}>
        {t("finder.copyLink")}
      </button>
      <p className="hint" role="status">
        {said}
      </p>
    </section>
  );
}
