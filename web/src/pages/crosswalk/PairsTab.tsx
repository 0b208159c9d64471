import type { UseQueryResult } from "@tanstack/react-query";
import { Alert, Button, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type Crosswalk, type CrosswalkRow, useCrosswalkFile } from "../../api/crosswalk";
import { faultOf, isOver, useJob } from "../../api/plans";
import { useAllAreas } from "../../api/search";
import type { Network } from "../../api/types";
import { worstOf } from "../../state/crosswalk";
import { formatCount, formatPercent } from "../../state/format";

interface Props {
  walk: UseQueryResult<Crosswalk>;
  a: Network | null;
  b: Network | null;
  onPair: (row: CrosswalkRow) => void;
}

const MOST_PAIRS = 50;

/** How far the networks agree, community by community, and the pairs that disagree most. */
export function PairsTab({ walk, a, b, onPair }: Props) {
  const { t, i18n } = useTranslation();
  const names = new Map((useAllAreas(true).data ?? []).map(({ code, name }) => [code, name]));
  const [chosen, setChosen] = useState<string | null>(null);
  const count = (value: number | null) => (value === null ? "–" : formatCount(value, i18n.language));
  if (walk.isPending) return <p className="hint">{t("crosswalk.computing")}</p>;
  if (walk.error !== null) {
    return (
      <>
        <Alert type="warning" role="alert" title={reasonOf(walk.error, i18n.language) ?? t("state.offline")} />
        <CrosswalkFile a={a} b={b} />
      </>
    );
  }
  const { households, agreement, communities, rows } = walk.data;
  const worst = worstOf(rows, MOST_PAIRS);
  return (
    <div className="pairs">
      <p className="agreement">
        <b>{agreement === null ? "–" : formatPercent(agreement, i18n.language)}</b>
        <span>{t("crosswalk.agreement", { households: count(households) })}</span>
      </p>
      <ul className="communities" aria-label={t("crosswalk.communities")}>
        {[...communities].sort((one, other) => one.share - other.share).map(({ community, share, households: people }) => (
          <li key={community}>
            <span>{names.get(community) ?? community}</span>
            <Progress percent={Math.round(share * 100)} size="small" aria-label={names.get(community) ?? community} />
            <small>{t("crosswalk.people", { households: count(people) })}</small>
          </li>
        ))}
      </ul>
      <h2>{t("crosswalk.worst")}</h2>
      {worst.length === 0 && <p className="hint">{t("crosswalk.noWorst")}</p>}
      <ol className="worst">
        {worst.map((row) => (
          <li key={`${row.a}|${row.b}`}>
            <button
              type="button"
              aria-pressed={chosen === `${row.a}|${row.b}`}
              onClick={() => {
                setChosen(`${row.a}|${row.b}`);
                onPair(row);
              }}
            >
              <span className="code">
                {row.a || t("crosswalk.nobody")} → {row.b || t("crosswalk.nobody")}
              </span>
              <b>{t("crosswalk.people", { households: count(row.households) })}</b>
              <small>
                {t(`crosswalk.kinds.${row.kind}`, { defaultValue: row.kind })} · {formatPercent(row.share_of_a, i18n.language)} / {formatPercent(row.share_of_b, i18n.language)}
              </small>
            </button>
          </li>
        ))}
      </ol>
      <CrosswalkFile a={a} b={b} />
    </div>
  );
}

/** The whole table as a workbook, made by a job. */
function CrosswalkFile({ a, b }: { a: Network | null; b: Network | null }) {
  const { t, i18n } = useTranslation();
  const make = useCrosswalkFile();
  const job = useJob(make.data?.id ?? null);
  const link = job.data?.links["result"];
  return (
    <div className="with-button file">
      <Button
        disabled={a === null || b === null}
        loading={make.isPending || (make.isSuccess && !isOver(job.data))}
        onClick={() => make.mutate({ a: a?.code ?? "", b: b?.code ?? "" })}
      >
        {t("crosswalk.file")}
      </Button>
      {job.data?.state === "done" && link !== undefined && <a href={link} download>{t("crosswalk.download")}</a>}
      {job.data?.state === "failed" && <span role="alert">{faultOf(job.data, i18n.language)}</span>}
      {make.error !== null && <span role="alert">{reasonOf(make.error, i18n.language) ?? t("state.offline")}</span>}
    </div>
  );
}
