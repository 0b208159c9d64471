import "../styles/finder.css";

import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { announce } from "../app/live";
import { type Hit, neighbourOf } from "../state/hits";
import { type Ground, useHits } from "./useHits";

interface Props extends Ground {
  onChoose: (hit: Hit) => void;
}

/** One field for grids, areas, addresses and coordinates, with what it finds below it. */
export function SearchBox({ onChoose, ...ground }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { hits, busy, fault } = useHits(text, ground);
  const shown = open && text.trim().length > 1;
  const count = shown && !busy ? hits.length : null;
  useEffect(() => {
    if (count !== null) announce(t("finder.found", { count }));
  }, [count, t]);
  const choose = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    setOpen(false);
    setText(hit.label);
    onChoose(hit);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    if (step !== null) {
      event.preventDefault();
      setOpen(true);
      setAt(neighbourOf(hits.length, at, step));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!busy) choose(hits[at < 0 ? 0 : at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (open) setOpen(false);
      else setText("");
    }
  };
  return (
    <search className="card finder" aria-label={t("finder.label")}>
      <input
        type="text"
        role="combobox"
        aria-label={t("finder.label")}
        aria-expanded={shown}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        aria-activedescendant={shown && at >= 0 && at < hits.length ? `${id}-${at}` : undefined}
        placeholder={t("finder.placeholder")}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      {text !== "" && (
        <button type="button" className="clear" aria-label={t("finder.clear")} onClick={() => setText("")}>
          ×
        </button>
      )}
      <ul role="listbox" id={`${id}-hits`} aria-label={t("finder.results")} hidden={!shown || hits.length === 0}>
        {hits.map((hit, i) => (
          <li
            key={`${hit.kind}-${hit.key}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            // The field keeps the focus: its blur would close the list before the click comes.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(hit)}
          >
            <span className="hit-kind">{t(`finder.kind.${hit.kind}`)}</span>
            <b>{hit.label}</b>
            <small>{hit.note}</small>
          </li>
        ))}
      </ul>
      {shown && hits.length === 0 && (
        <p className="hint">{busy ? t("finder.busy") : fault === null ? t("finder.nothing") : t("finder.failed", { reason: fault })}</p>
      )}
    </search>
  );
}
