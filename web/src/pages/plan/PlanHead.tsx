import { Alert, Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { type PlanDetail, useBranch } from "../../api/draft";
import { useAreas } from "../../api/plans";
import type { Network } from "../../api/types";
import { announce } from "../../app/live";
import { useCommand } from "../../keys/useKeys";
import { formatCount } from "../../state/format";
import { ReviewSteps } from "./ReviewSteps";

interface Props {
  plan: PlanDetail;
  network: Network | null;
  area: string | null;
  onArea: (area: string) => void;
}

/** Which plan this is and where it stands; the community that is being worked on. */
export function PlanHead({ plan, network, area, onArea }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const communities = useAreas("community");
  const branch = useBranch(plan.id);
  const names = new Map((communities.data ?? []).map(({ code, name }) => [code, name]));
  const count = (value: number) => formatCount(value, i18n.language);
  const keep = () => branch.mutate(null, { onSuccess: () => announce(t("plan.branched")) });
  useCommand("checkpoint", keep);
  return (
    <header className="plan-head">
      <p className="kind">
        <Link to="/plans">{t("pages.plans")}</Link> · {network?.name ?? plan.network} · {t("plan.basedOn", { version: plan.base_version, revision: plan.revision })}
      </p>
      <h1>
        {plan.name} <Tag>{t(`plans.states.${plan.state}`)}</Tag>
      </h1>
      <p className="plan-figures">
        <b>{count(plan.grids)}</b> {t("network.grids")} <b>{count(plan.households)}</b> {t("network.households")}{" "}
        <span data-band="in_band">{t("network.inBand")} {count(plan.in_band)}</span>{" "}
        <span data-band="under">{t("network.under")} {count(plan.under)}</span>{" "}
        <span data-band="over">{t("network.over")} {count(plan.over)}</span>
      </p>
      <div className="with-button">
        <select
          className="area-choice"
          aria-label={t("plan.community")}
          value={area ?? plan.areas[0]}
          onChange={(event) => onArea(event.target.value)}
        >
          {plan.areas.map((code) => (
            <option key={code} value={code}>
              {names.get(code) ?? code}
            </option>
          ))}
        </select>
        <Button loading={branch.isPending} onClick={keep}>{t("plan.branch")}</Button>
      </div>
      <ReviewSteps plan={plan} />
      {branch.data !== undefined && (
        <Alert
          type="success"
          showIcon
          title={t("plan.branched")}
          action={<Button size="small" onClick={() => void navigate(`/plans/${branch.data}`)}>{t("plans.open")}</Button>}
        />
      )}
      {plan.published_version !== null && (
        <p className="hint" role="status">{t("plan.publishedAs", { version: plan.published_version })}</p>
      )}
    </header>
  );
}
