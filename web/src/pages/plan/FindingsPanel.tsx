import { Button, Checkbox, type InputRef, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Finding, useCheck } from "../../api/draft";
import { useCommand } from "../../keys/useKeys";
import { SEVERITIES } from "../../state/severity";
import { groupFindings, operationOf } from "../../state/plan/fixes";
import { SeverityMark } from "../../panels/SeverityMark";
import { AcceptedFindings } from "./AcceptedFindings";
import { areaOfFinding, FindingRow } from "./FindingRow";
import type { Planning } from "./usePlanning";

interface Props {
  planId: number;
  planning: Planning;
  findings: readonly Finding[];
  /** The one that is open. */
  at: string | null;
  onAt: (id: string) => void;
  onLook: (finding: Finding) => void;
}

/** What is wrong with the plan, by rule; the fixes with their cost, and exceptions with a reason. */
export function FindingsPanel({ planId, planning, findings, at, onAt, onLook }: Props) {
  const { t } = useTranslation();
  const [severity, setSeverity] = useState<string | null>(null);
  const [onlyGrid, setOnlyGrid] = useState(false);
  const reasonField = useRef<InputRef>(null);
  const check = useCheck(planId);
  const grid = planning.ground?.grids.get(planning.tool.grid ?? NaN)?.code ?? null;
  const shown = findings.filter(
    (one) => (severity === null || one.severity === severity) && (!onlyGrid || grid === null || one.grids.includes(grid)),
  );
  const groups = groupFindings(shown);
  const order = groups.flatMap(([, list]) => list);
  const chosen = order.find(({ id }) => id === at) ?? null;
  const go = (finding: Finding | undefined) => {
    if (finding === undefined) return;
    onAt(finding.id);
    onLook(finding);
  };
  const place = order.findIndex(({ id }) => id === at);
  useCommand("nextFinding", () => go(order[place + 1] ?? order[0]));
  useCommand("previousFinding", () => go(order[place - 1] ?? order.at(-1)));
  useCommand("applyFix", () => {
    const body = chosen === null ? null : bestFix(planning, chosen);
    if (body !== null) planning.send({ verb: "operate", body });
  }, planning.editable && chosen !== null);
  useCommand("acceptFinding", () => reasonField.current?.focus(), chosen?.may_be_accepted === true);
  return (
    <div className="findings">
      <div className="with-button">
        <Select
          aria-label={t("plan.severity")}
          value={severity}
          allowClear
          placeholder={t("plan.allSeverities")}
          options={SEVERITIES.map((value) => ({
            value,
            label: (
              <span className="severity-key">
                <SeverityMark severity={value} /> {t(`plan.severities.${value}`)}
              </span>
            ),
          }))}
          onChange={(value: string | undefined) => setSeverity(value ?? null)}
        />
        <Button loading={check.isPending} disabled={!planning.editable} onClick={() => check.mutate()}>
          {t("plan.check")}
        </Button>
      </div>
      <Checkbox checked={onlyGrid} disabled={grid === null} onChange={(event) => setOnlyGrid(event.target.checked)}>
        {t("plan.onlyGrid")}
      </Checkbox>
      {order.length > 0 && <SeverityKey />}
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
                  reasonField={reasonField}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <AcceptedFindings planId={planId} revision={planning.plan.data?.revision} />
    </div>
  );
}

/** What the marks on the map mean. */
function SeverityKey() {
  const { t } = useTranslation();
  return (
    <p className="severity-key hint">
      {t("findings.map")}
      {SEVERITIES.map((severity) => (
        <span key={severity}>
          <SeverityMark severity={severity} /> {t(`plan.severities.${severity}`)}
        </span>
      ))}
      <span>{t("findings.cluster")}</span>
    </p>
  );
}

const bestFix = (planning: Planning, finding: Finding) =>
  (finding.fixes ?? [])
    .map((fix) => operationOf(finding, fix, areaOfFinding(planning, finding)))
    .find((body) => body !== null) ?? null;
