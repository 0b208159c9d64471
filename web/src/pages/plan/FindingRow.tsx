import { Alert, Button, Input, type InputRef } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type Finding, useAcceptFinding } from "../../api/draft";
import { SeverityMark } from "../../panels/SeverityMark";
import { formatCount } from "../../state/format";
import { operationOf } from "../../state/plan/fixes";
import type { Planning } from "./usePlanning";

interface Props {
  finding: Finding;
  open: boolean;
  onOpen: () => void;
  planId: number;
  planning: Planning;
  /** Where somebody writes why it may stay. */
  reasonField: Ref<InputRef>;
}

/** Community of a finding's first grid. */
export const areaOfFinding = ({ ground }: Planning, finding: Finding): string | null =>
  [...(ground?.grids.values() ?? [])].find(({ code }) => finding.grids.includes(code))?.area_code ?? null;

/** One finding; where it is open, its fixes by rank with their cost, and the way to accept it. */
export function FindingRow({ finding, open, onOpen, planId, planning, reasonField }: Props) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  const count = (value: number) => formatCount(Math.round(value), i18n.language);
  return (
    <>
      <button type="button" className="finding" aria-expanded={open} onClick={onOpen}>
        <SeverityMark severity={finding.severity} />
        <span>{english ? finding.sentence : finding.sentence_zh}</span>
      </button>
      {open && (
        <div className="finding-detail">
          <ol className="fixes">
            {(finding.fixes ?? []).map((fix, i) => {
              const body = operationOf(finding, fix, areaOfFinding(planning, finding));
              const cost = [
                fix.households == null ? null : `${count(fix.households)} ${t("network.households")}`,
                fix.area_m2 == null ? null : t("plan.ground", { area: count(fix.area_m2) }),
              ].filter((one) => one !== null);
              return (
                <li key={`${fix.action}-${i}`}>
                  <span>
                    {english ? fix.en : fix.zh}
                    {cost.length > 0 && <small>{cost.join(" · ")}</small>}
                    {body === null && <small>{t("plan.byHand")}</small>}
                  </span>
                  {body !== null && (
                    <Button
                      size="small"
                      disabled={!planning.editable || planning.step.isPending}
                      onClick={() => planning.send({ verb: "operate", body })}
                    >
                      {t("plan.apply")} {i === 0 && <kbd>F</kbd>}
                    </Button>
                  )}
                </li>
              );
            })}
          </ol>
          {finding.may_be_accepted === true && <Accept planId={planId} id={finding.id} field={reasonField} />}
        </div>
      )}
    </>
  );
}

function Accept({ planId, id, field }: { planId: number; id: string; field: Ref<InputRef> }) {
  const { t, i18n } = useTranslation();
  const [reason, setReason] = useState("");
  const accept = useAcceptFinding(planId);
  const send = () => reason.trim() !== "" && accept.mutate({ id, reason });
  return (
    <>
      <label>
        {t("plan.acceptReason")} <kbd>A</kbd>
        <span className="with-button">
          <Input ref={field} value={reason} maxLength={2000} onPressEnter={send} onChange={(event) => setReason(event.target.value)} />
          <Button disabled={reason.trim() === ""} loading={accept.isPending} onClick={send}>
            {t("plan.accept")}
          </Button>
        </span>
      </label>
      {accept.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(accept.error, i18n.language) ?? t("state.offline")} />
      )}
    </>
  );
}
