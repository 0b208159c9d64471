import { Alert, Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type Finding, useAcceptFinding, useCheck } from "../../api/draft";
import { useCommand } from "../../keys/useKeys";
import { formatCount } from "../../state/format";
import { groupFindings, operationOf } from "../../state/plan/fixes";
import type { Planning } from "./usePlanning";

interface Props {
  planId: number;
  planning: Planning;
  findings: readonly Finding[];
}

/** What is wrong with the plan, by rule; the fixes with their cost, and exceptions with a reason. */
export function FindingsPanel({ planId, planning, findings }: Props) {
  const { t } = useTranslation();
  const [severity, setSeverity] = useState<string | null>(null);
  const [at, setAt] = useState<string | null>(null);
  const check = useCheck(planId);
  const shown = findings.filter((one) => severity === null || one.severity === severity);
  const groups = groupFindings(shown);
  const order = groups.flatMap(([, list]) => list);
  const chosen = order.find(({ id }) => id === at) ?? null;
  const go = (finding: Finding | undefined) => {
    if (finding === undefined) return;
    setAt(finding.id);
    const grid = [...(planning.ground?.grids.values() ?? [])].find(({ code }) => finding.grids.includes(code));
    if (grid !== undefined) planning.start("inspect", grid.number);
  };
  const place = order.findIndex(({ id }) => id === at);
  useCommand("nextFinding", () => go(order[place + 1] ?? order[0]));
  useCommand("previousFinding", () => go(order[place - 1] ?? order.at(-1)));
  useCommand("applyFix", () => {
    const body = chosen === null ? null : bestFix(chosen);
    if (body !== null) planning.send({ verb: "operate", body });
  }, planning.editable && chosen !== null);
  return (
    <div className="findings">
      <div className="with-button">
        <Select
          aria-label={t("plan.severity")}
          value={severity}
          allowClear
          placeholder={t("plan.allSeverities")}
          options={["error", "warning"].map((value) => ({ value, label: t(`plan.severities.${value}`) }))}
          onChange={(value: string | undefined) => setSeverity(value ?? null)}
        />
        <Button loading={check.isPending} disabled={!planning.editable} onClick={() => check.mutate()}>
          {t("plan.check")}
        </Button>
      </div>
      {order.length === 0 && <p className="hint">{t("plan.noFindings")}</p>}
      {groups.map(([rule, list]) => (
        <section key={rule}>
          <h3>
            {t(`plan.rules.${rule}`, { defaultValue: rule })} <b>{list.length}</b>
          </h3>
          <ul>
            {list.map((finding) => (
              <li key={finding.id} data-severity={finding.severity}>
                <FindingRow
                  finding={finding}
                  open={finding.id === at}
                  onOpen={() => go(finding)}
                  planId={planId}
                  planning={planning}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const bestFix = (finding: Finding) =>
  (finding.fixes ?? []).map((fix) => operationOf(finding, fix)).find((body) => body !== null) ?? null;

interface RowProps {
  finding: Finding;
  open: boolean;
  onOpen: () => void;
  planId: number;
  planning: Planning;
}

function FindingRow({ finding, open, onOpen, planId, planning }: RowProps) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  return (
    <>
      <button type="button" className="finding" aria-expanded={open} onClick={onOpen}>
        {english ? finding.sentence : finding.sentence_zh}
      </button>
      {open && (
        <div className="finding-detail">
          {(finding.fixes ?? []).map((fix, i) => {
            const body = operationOf(finding, fix);
            return (
              <p key={`${fix.action}-${i}`}>
                {english ? fix.en : fix.zh}
                {fix.households != null && ` (${formatCount(fix.households, i18n.language)} ${t("network.households")})`}
                {body !== null && (
                  <Button
                    size="small"
                    disabled={!planning.editable || planning.step.isPending}
                    onClick={() => planning.send({ verb: "operate", body })}
                  >
                    {t("plan.apply")} {i === 0 && <kbd>F</kbd>}
                  </Button>
                )}
              </p>
            );
          })}
          {finding.may_be_accepted === true && <Accept planId={planId} id={finding.id} />}
        </div>
      )}
    </>
  );
}

function Accept({ planId, id }: { planId: number; id: string }) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState("");
  const accept = useAcceptFinding(planId);
  return (
    <>
      <label>
        {t("plan.acceptReason")}
        <span className="with-button">
          <Input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
          <Button
            disabled={reason.trim() === ""}
            loading={accept.isPending}
            onClick={() => accept.mutate({ id, reason })}
          >
            {t("plan.accept")}
          </Button>
        </span>
      </label>
      {accept.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(accept.error, i18n.language)} />
      )}
    </>
  );
}
