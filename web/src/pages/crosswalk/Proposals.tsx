import { Alert, Button, Checkbox } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { reasonOf } from "../../api/client";
import { type Proposal, useAcceptAlignment, useAlignment, useProposals } from "../../api/crosswalk";
import { formatCount } from "../../state/format";

interface Props {
  id: number;
  onProposals: (proposals: readonly Proposal[], taken: ReadonlySet<string>) => void;
}

const NONE: readonly Proposal[] = [];

/** What is proposed for each grid, to take or leave; what is taken becomes a draft. */
export function Proposals({ id, onProposals }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const alignment = useAlignment(id);
  const page = useProposals(id);
  const accept = useAcceptAlignment(id);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const list = page.data?.items ?? NONE;
  useEffect(() => {
    onProposals(list, new Set(list.map(({ code }) => code).filter((code) => !left.has(code))));
  }, [list, left, onProposals]);
  const count = (value: number) => formatCount(value, i18n.language);
  const taken = list.filter(({ code }) => !left.has(code));
  const flip = (code: string) => {
    const next = new Set(left);
    if (!next.delete(code)) next.add(code);
    setLeft(next);
  };
  const fault = alignment.error ?? page.error;
  if (fault !== null) return <Alert type="error" role="alert" title={reasonOf(fault, i18n.language) ?? t("state.offline")} />;
  if (alignment.data === undefined || page.data === undefined) return <p className="hint">{t("state.loading")}</p>;
  const { moved_households, least_households, faults } = alignment.data.summary;
  return (
    <section className="proposals" aria-label={t("crosswalk.proposals")}>
      <p>
        {t("crosswalk.moved", { households: count(moved_households), least: count(least_households), faults: count(faults) })}
      </p>
      {list.length === 0 && <p className="hint">{t("crosswalk.noProposals")}</p>}
      <ul>
        {list.map(({ number, code, kind, households_before, households_after, households_in, households_out, group }) => (
          <li key={number}>
            <Checkbox checked={!left.has(code)} onChange={() => flip(code)}>
              <span className="code">{code}</span> {t(`crosswalk.proposalKinds.${kind}`)}
            </Checkbox>
            <small>
              {t("crosswalk.proposal", {
                before: count(households_before),
                after: count(households_after),
                gains: count(households_in),
                gives: count(households_out),
                group,
              })}
            </small>
          </li>
        ))}
      </ul>
      <Button
        type="primary"
        disabled={taken.length === 0}
        loading={accept.isPending}
        onClick={() => accept.mutate(taken.map(({ code }) => code), { onSuccess: (plan) => void navigate(`/plans/${plan}`) })}
      >
        {t("crosswalk.take", { taken: taken.length, all: list.length })}
      </Button>
      {accept.error !== null && (
        <Alert type="error" role="alert" title={reasonOf(accept.error, i18n.language) ?? t("state.offline")} />
      )}
    </section>
  );
}
