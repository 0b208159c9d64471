import "../styles/time.css";

import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "../api/session";
import type { Version } from "../api/versions";
import { formatDate } from "../state/format";

const RollBack = lazy(() => import("./RollBack"));

interface Props {
  network: string;
  /** The oldest first. */
  versions: readonly Version[];
  /** The one that is shown; null for the one in force. */
  version: number | null;
  onVersion: (version: number | null) => void;
}

/** Goes back through the versions of a network; who publishes can make an earlier one hold again. */
export function TimeSlider({ network, versions, version, onVersion }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [rolling, setRolling] = useState(false);
  const mayPublish = useSession().data?.actions.includes("publish") ?? false;
  const last = versions.length - 1;
  const found = versions.findIndex((one) => one.version === version);
  const at = found < 0 ? last : found;
  const shown = versions[at];
  if (shown === undefined || versions.length < 2) return null;
  const words = t("time.version", { version: shown.version, date: formatDate(shown.valid_from, i18n.language) });
  const go = (place: number) => onVersion(place >= last ? null : (versions[place]?.version ?? null));
  return (
    <section className="card time" aria-label={t("time.label")}>
      <label htmlFor={id}>
        {words}
        {shown.plan_name !== null && <small> {shown.plan_name}</small>}
        <small> {t("time.changed", { opened: shown.opened, closed: shown.closed })}</small>
      </label>
      <div className="time-row">
        <input
          id={id}
          type="range"
          min={0}
          max={last}
          step={1}
          value={at}
          aria-valuetext={words}
          onChange={(event) => go(Number(event.target.value))}
        />
        <button type="button" className="action quiet" disabled={at === last} onClick={() => onVersion(null)}>
          {t("time.now")}
        </button>
        {mayPublish && at !== last && (
          <button type="button" className="action quiet" onClick={() => setRolling(true)}>
            {t("time.rollBack")}
          </button>
        )}
      </div>
      {rolling && (
        <Suspense fallback={null}>
          <RollBack
            network={network}
            version={shown}
            onClose={() => setRolling(false)}
            onDone={() => {
              setRolling(false);
              onVersion(null);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
