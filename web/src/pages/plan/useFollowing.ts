import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { endPresence, notePresence } from "../../api/review";
import { useSession } from "../../api/session";
import { announce } from "../../app/live";
import { type News, type Person, readNews, readPeople } from "../../state/plan/live";

const STAY_MS = 15_000;
const MOST_NEWS = 5;
const KINDS = ["operation", "state", "comment"] as const;

/** Follow a plan as others work on it: what they do, and who is there. */
export function useFollowing(planId: number, grid: string | null) {
  const { i18n } = useTranslation();
  const queries = useQueryClient();
  const me = useSession().data?.name ?? "";
  const [news, setNews] = useState<readonly News[]>([]);
  const [people, setPeople] = useState<readonly Person[]>([]);
  const english = useRef(false);
  english.current = i18n.language === "en";

  useEffect(() => {
    const stream = new EventSource(`/api/v1/plans/${planId}/events`);
    for (const kind of KINDS) {
      stream.addEventListener(kind, ({ data }: MessageEvent<string>) => {
        void queries.invalidateQueries({ queryKey: ["plan", planId] });
        const told = readNews(kind, data);
        if (told === null || told.actor === me) return;
        setNews((before) => [told, ...before].slice(0, MOST_NEWS));
        announce(`${told.actor}: ${english.current ? told.sentence : told.sentence_zh}`);
      });
    }
    stream.addEventListener("presence", ({ data }: MessageEvent<string>) => setPeople(readPeople(data, me)));
    return () => stream.close();
  }, [planId, me, queries]);

  usePresence(planId, grid);
  return { news, people, forget: () => setNews([]) };
}

/** Say that this window is here, again and again, until it goes. */
function usePresence(planId: number, grid: string | null): void {
  const window_ = useMemo(() => newName(), []);
  useEffect(() => {
    // Presence is a courtesy: where it cannot be told, the page goes on without.
    const stay = () => void notePresence(planId, window_, grid).catch(() => undefined);
    stay();
    const timer = setInterval(stay, STAY_MS);
    return () => clearInterval(timer);
  }, [planId, window_, grid]);
  useEffect(() => {
    const leave = () => void endPresence(planId, window_).catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [planId, window_]);
}

/** A name for this window; `randomUUID` is not there over plain HTTP. */
const newName = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
