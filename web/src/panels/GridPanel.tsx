import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import type { Place } from "../api/queries";
import type { LocateAnswer, LocatedGrid, Network } from "../api/types";
import { classOf, NO_CLASS_COLOR } from "../state/classes";
import { formatCount, formatDate, formatDistance, formatShare } from "../state/format";
import { LifeOfBorder } from "./LifeOfBorder";
import { LifeOfGrid } from "./LifeOfGrid";
import { PeopleOfGrid } from "./PeopleOfGrid";

interface Props {
  network: Network;
  /** The place that was asked about. */
  place: Place;
  /** The instant that is shown; null for now. */
  asOf: string | null;
  query: UseQueryResult<LocateAnswer | null>;
  onClose: () => void;
}

/** What is known of the grid at the chosen place. */
export function GridPanel({ network, place, asOf, query, onClose }: Props) {
  const { t, i18n } = useTranslation();

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing) onClose();
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [onClose]);

  return (
    <aside className="card detail" aria-label={t("grid.panel")} aria-live="polite">
      <button type="button" className="close" aria-label={t("grid.close")} onClick={onClose}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3 3l10 10M13 3L3 13" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
        </svg>
      </button>
      {query.isPending && <Skeleton label={t("state.loading")} />}
      {query.isError && (
        <>
          <h2>{t("state.failed")}</h2>
          <p className="hint">{reasonOf(query.error, i18n.language) ?? t("state.offline")}</p>
          <button type="button" className="action" onClick={() => void query.refetch()}>
            {t("state.retry")}
          </button>
        </>
      )}
      {query.data != null &&
        (query.data.grid !== null ? (
          <>
            <Inside answer={query.data} grid={query.data.grid} network={network} />
            <PeopleOfGrid network={network.code} code={query.data.grid.code} asOf={asOf} />
            <LifeOfGrid key={query.data.grid.code} network={network.code} code={query.data.grid.code} />
            <BorderHere answer={query.data} network={network.code} place={place} />
          </>
        ) : (
          <Outside answer={query.data} />
        ))}
    </aside>
  );
}

function Inside({ answer, grid, network }: { answer: LocateAnswer; grid: LocatedGrid; network: Network }) {
  const { t, i18n } = useTranslation();
  const { unit, urban } = network.standard;
  const count = unit === "persons" ? grid.persons : grid.households;
  const color = classOf(grid.deviation, grid.band_status, urban)?.color ?? NO_CLASS_COLOR;
  const number = (value: number | null, word: string) =>
    value === null ? t("grid.unknownCount") : `${formatCount(value, i18n.language)} ${word}`;
  return (
    <>
      <p className="kind">
        {answer.network_name} · {t(`grid.kind.${grid.kind}`)}
        {grid.status !== "active" && <em>{t(`grid.status.${grid.status}`)}</em>}
      </p>
      <h2>{grid.name || grid.code}</h2>
      <p className="code">{grid.code}</p>
      <div className="measure" style={{ borderColor: color }}>
        <b>{number(count, t(`network.${unit}`))}</b>
        {grid.band_status !== null && (
          <span data-band={grid.band_status}>{t(`grid.band.${grid.band_status}`)}</span>
        )}
      </div>
      <dl>
        {grid.deviation !== null && (
          <Row term={t("grid.deviation")}>{formatShare(grid.deviation, i18n.language)}</Row>
        )}
        {unit === "households" && grid.persons !== null && grid.persons > 0 && (
          <Row term={t("grid.persons")}>{number(grid.persons, t("network.persons"))}</Row>
        )}
        <Row term={t("grid.areas")}>
          {answer.areas.length === 0 ? (
            t("grid.noAreas")
          ) : (
            <ol className="chain">
              {answer.areas.map((area) => (
                <li key={area.code}>{area.name}</li>
              ))}
            </ol>
          )}
        </Row>
        {answer.distance_to_border_m !== null && (
          <Row term={t("grid.border")}>
            {formatDistance(answer.distance_to_border_m, i18n.language)}
          </Row>
        )}
        <Row term={t("grid.version")}>{versionText(answer)}</Row>
      </dl>
      {answer.dedicated.length > 0 && (
        <>
          <h3>{t("grid.also")}</h3>
          <ul className="also">
            {answer.dedicated.map((other) => (
              <li key={other.code}>
                {other.name} <span className="code">{other.code}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );

  function versionText({ version, valid_from }: LocateAnswer): string {
    return valid_from === null
      ? t("grid.versionOnly", { version })
      : t("grid.versionValue", { version, date: formatDate(valid_from, i18n.language) });
  }
}

/** As far from a border as its history is told by a place, in metres. */
const NEAR_BORDER_M = 100;

function BorderHere({ answer, network, place }: { answer: LocateAnswer; network: string; place: Place }) {
  const distance = answer.distance_to_border_m;
  if (distance === null || distance >= NEAR_BORDER_M) return null;
  const radius_m = Math.min(NEAR_BORDER_M, distance + 5); // beyond the rounding of the distance
  return <LifeOfBorder key={`${place.lon} ${place.lat}`} network={network} border={{ ...place, radius_m }} />;
}

function Outside({ answer }: { answer: LocateAnswer }) {
  const { t, i18n } = useTranslation();
  const { nearest } = answer;
  return (
    <>
      <p className="kind">{answer.network_name}</p>
      <h2>{t("grid.outside")}</h2>
      <p className="hint">
        {nearest === null
          ? t("grid.nothingNear", { name: answer.network_name })
          : t("grid.outsideHint", {
              ...nearest,
              distance: formatDistance(nearest.distance_m, i18n.language),
            })}
      </p>
    </>
  );
}

const Row = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div className="row">
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

const Skeleton = ({ label }: { label: string }) => (
  <div className="skeleton" role="status" aria-label={label}>
    <span />
    <span />
    <span />
  </div>
);
