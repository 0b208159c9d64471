import type { TableColumnsType } from "antd";
import { Tag } from "antd";
import type { TFunction } from "i18next";
import { Link } from "react-router";

import type { Plan } from "../../api/plans";
import { formatCount, formatDate } from "../../state/format";

export function planColumns(
  t: TFunction,
  language: string,
  networks: Record<string, string>,
): TableColumnsType<Plan> {
  const count = (value: number) => formatCount(value, language);
  return [
    {
      title: t("plans.name"),
      key: "name",
      render: (_, plan) => (
        <Link to={`/plans/${plan.id}`}>{plan.name || t("plans.unnamed", { id: plan.id })}</Link>
      ),
    },
    { title: t("network.label"), key: "network", render: (_, plan) => networks[plan.network] ?? plan.network },
    {
      title: t("plans.state"),
      key: "state",
      render: (_, plan) => <Tag>{t(`plans.states.${plan.state}`)}</Tag>,
    },
    { title: t("plans.areas"), key: "areas", align: "right", render: (_, plan) => count(plan.areas.length) },
    { title: t("plans.grids"), dataIndex: "grids", align: "right", render: count },
    { title: t("plans.households"), dataIndex: "households", align: "right", render: count },
    {
      title: t("plans.inBand"),
      key: "in_band",
      align: "right",
      render: (_, { in_band, under, over }) => (
        <>
          {count(in_band)}
          {under > 0 && <span data-band="under"> −{count(under)}</span>}
          {over > 0 && <span data-band="over"> +{count(over)}</span>}
        </>
      ),
    },
    { title: t("plans.revision"), dataIndex: "revision", align: "right" },
    { title: t("plans.by"), dataIndex: "created_by" },
    {
      title: t("plans.since"),
      key: "created_at",
      render: (_, plan) => formatDate(plan.created_at, language),
    },
  ];
}
