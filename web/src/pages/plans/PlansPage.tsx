import { Button, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { usePlans } from "../../api/plans";
import { useNetworks } from "../../api/queries";
import { RequireSession } from "../../app/RequireSession";
import { PAGES } from "../../app/pages";
import { Fault } from "../../panels/StateCard";
import { WideTable } from "../../panels/WideTable";
import { NewPlan } from "./NewPlan";
import { planColumns } from "./planColumns";
import { Tasks } from "./Tasks";
import "../../styles/plans.css";

const ROLES = PAGES.find((page) => page.id === "plans")?.roles ?? [];

export default function PlansPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("pages.plans")} · ${t("title")}`;
  }, [t]);
  return (
    <main className="stage scrolls" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Plans />
      </RequireSession>
    </main>
  );
}

/** All plans, the latest first, and the way to a new one. */
function Plans() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const network = params.get("network");
  const [making, setMaking] = useState<{ network: string | null } | null>(null);
  const networks = useNetworks();
  const plans = usePlans(network);
  const names = Object.fromEntries((networks.data ?? []).map(({ code, name }) => [code, name]));
  if (plans.isError) return <Fault error={plans.error} onRetry={() => void plans.refetch()} />;
  return (
    <div className="sheet">
      <div className="sheet-head">
        <h1>{t("pages.plans")}</h1>
        <Select
          aria-label={t("network.label")}
          value={network}
          placeholder={t("plans.allNetworks")}
          allowClear
          className="network-select"
          options={(networks.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(code: string | undefined) => setParams(code ? { network: code } : {})}
        />
        <Button type="primary" onClick={() => setMaking({ network })}>
          {t("plans.new")}
        </Button>
      </div>
      <Tasks
        networks={(networks.data ?? []).filter(({ code }) => network === null || code === network)}
        onPlan={(code) => setMaking({ network: code })}
      />
      <WideTable
        rowKey="id"
        loading={plans.isPending}
        dataSource={plans.data ?? []}
        columns={planColumns(t, i18n.language, names)}
        size="middle"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        locale={{ emptyText: <Empty onMake={() => setMaking({ network })} /> }}
        onRow={(plan) => ({ onDoubleClick: () => void navigate(`/plans/${plan.id}`) })}
      />
      {making !== null && (
        <NewPlan
          networks={networks.data ?? []}
          preset={making.network}
          onClose={() => {
            setMaking(null);
            void plans.refetch();
          }}
        />
      )}
    </div>
  );
}

function Empty({ onMake }: { onMake: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <p>{t("plans.none")}</p>
      <p className="hint">{t("plans.noneHint")}</p>
      <Button onClick={onMake}>{t("plans.new")}</Button>
    </div>
  );
}
