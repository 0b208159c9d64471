import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { type Finding, useFindingCounts, useFindingsIn } from "../api/findings";
import type { Bounds } from "../api/types";
import { formatCount } from "../state/format";
import { graveness, SEVERITIES } from "../state/severity";
import { SeverityMark } from "./SeverityMark";

interface Props {
  network: string;
  /** What the map shows. */
  bounds: Bounds | null;
  /** The finding whose mark was pressed, or that was chosen here. */
  chosen: string | null;
  onChoose: (finding: Finding) => void;
  onClose: () => void;
}

/** What is wrong with a published network where the map looks: the marks' legend, and the same as a list. */
export default function MapFindings({ network, bounds, chosen, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const counts = useFindingCounts(network).data ?? {};
  const here = useFindingsIn(network, bounds);
  const list = [...(here.data?.items ?? [])].sort((a, b) => graveness(a.severity) - graveness(b.severity));
  const english = i18n.language === "en";
  return (
    <aside className="card detail map-findings" aria-label={t("findings.title")}>
      <button type="button" className="close" aria-label={t("findings.close")} onClick={onClose}>
        ×
      </button>
      <h2>{t("findings.title")}</h2>
      <ul className="severity-key">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <SeverityMark severity={severity} /> {t(`plan.severities.${severity}`)}{" "}
            <b>{formatCount(counts[severity] ?? 0, i18n.language)}</b>
          </li>
        ))}
      </ul>
      {here.error !== null && <p className="hint">{reasonOf(here.error, i18n.language) ?? t("state.offline")}</p>}
      {here.isSuccess && list.length === 0 && <p className="hint">{t("findings.noneHere")}</p>}
      <ul className="finding-list">
        {list.map((finding) => (
          <Row key={finding.id} open={finding.id === chosen} onOpen={() => onChoose(finding)}>
            <SeverityMark severity={finding.severity} />
            <span>
              <b>{t(`plan.rules.${finding.rule}`, { defaultValue: finding.rule })}</b>{" "}
              {english ? finding.sentence : finding.sentence_zh}
            </span>
          </Row>
        ))}
      </ul>
      {here.data?.next != null && <p className="hint">{t("findings.more")}</p>}
    </aside>
  );
}

/** One finding; the chosen one is brought into sight, for its mark may have been pressed. */
function Row({ open, onOpen, children }: { open: boolean; onOpen: () => void; children: React.ReactNode }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <li ref={item}>
      <button type="button" aria-pressed={open} onClick={onOpen}>
        {children}
      </button>
    </li>
  );
}
