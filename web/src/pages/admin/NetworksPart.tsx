import { Button, Drawer, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useNetworkDetail, useRemainingCodes } from "../../api/admin";
import { useNetworks } from "../../api/queries";
import type { Band, Network } from "../../api/types";
import { StateCard } from "../../panels/StateCard";
import { formatCount, formatDate } from "../../state/format";
import { NetworkForm } from "./NetworkForm";
import { Failure, List, Part } from "./Part";
import { ReviewRules } from "./ReviewRules";

const band = ({ minimum, target, maximum }: Band) => `${minimum}–${target}–${maximum}`;

/** Networks with their standards; one opened shows its relation and its codes. */
export default function NetworksPart() {
  const { t, i18n } = useTranslation();
  const networks = useNetworks();
  const [opened, setOpened] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const shown = networks.data?.find(({ code }) => code === opened);
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <Part
      title={t("admin.sections.networks")}
      hint={t("admin.networks.hint")}
      actions={
        <Button type="primary" onClick={() => setMaking(true)}>
          {t("admin.networks.make")}
        </Button>
      }
    >
      <List<Network>
        rowKey="code"
        query={networks}
        empty={t("network.none")}
        columns={[
          {
            title: t("admin.networks.name"),
            key: "name",
            render: (_, one) => (
              <button type="button" className="linklike" onClick={() => setOpened(one.code)}>
                {one.name} <span className="code">{one.code}</span>
              </button>
            ),
          },
          {
            title: t("admin.networks.unit"),
            key: "unit",
            render: (_, one) => t(`network.${one.standard.unit}`),
          },
          { title: t("admin.networks.urban"), key: "urban", render: (_, one) => band(one.standard.urban) },
          { title: t("admin.networks.rural"), key: "rural", render: (_, one) => band(one.standard.rural) },
          {
            title: t("network.grids"),
            key: "grids",
            align: "right",
            render: (_, one) => count(one.counts.grids),
          },
          {
            title: t("grid.version"),
            key: "version",
            render: (_, one) =>
              one.version === null
                ? t("network.unpublished")
                : one.valid_from === null
                  ? t("grid.versionOnly", { version: one.version })
                  : t("grid.versionValue", {
                      version: one.version,
                      date: formatDate(one.valid_from, i18n.language),
                    }),
          },
        ]}
      />
      {shown !== undefined && <NetworkDrawer network={shown} onClose={() => setOpened(null)} />}
      {making && <NetworkForm network={null} onClose={() => setMaking(false)} />}
    </Part>
  );
}

function NetworkDrawer({ network, onClose }: { network: Network; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const detail = useNetworkDetail(network.code);
  const codes = useRemainingCodes(network.code);
  const count = (value: number) => formatCount(value, i18n.language);
  const [changing, setChanging] = useState(false);
  const fault = detail.error ?? codes.error;
  return (
    <Drawer
      open
      size={560}
      title={network.name}
      onClose={onClose}
      extra={
        <Button disabled={detail.data === undefined} onClick={() => setChanging(true)}>
          {t("admin.networks.edit")}
        </Button>
      }
    >
      {fault !== null && <Failure error={fault} />}
      {detail.data === undefined ? (
        fault === null && <StateCard busy title={t("state.loading")} />
      ) : (
        <dl className="facts">
          <Row term={t("admin.networks.code")}>{network.code}</Row>
          <Row term={t("admin.networks.level")}>{t(`admin.networks.levels.${detail.data.level}`)}</Row>
          <Row term={t("admin.networks.urban")}>{band(detail.data.standard.urban)}</Row>
          <Row term={t("admin.networks.rural")}>{band(detail.data.standard.rural)}</Row>
          <Row term={t("admin.networks.dedicated")}>
            {[t(`admin.networks.modes.${detail.data.dedicated}`), ...detail.data.dedicated_rules.map(({ kind }) => t(`admin.networks.places.${kind}`))].join(" · ")}
          </Row>
          <Row term={t("admin.networks.relation")}>
            {t(`admin.networks.relations.${detail.data.relation}`, {
              other: detail.data.related_network ?? "",
            })}
          </Row>
          <Row term={t("admin.networks.template")}>
            <span className="code">{detail.data.code_template ?? "–"}</span>
          </Row>
        </dl>
      )}
      {changing && detail.data !== undefined && <NetworkForm network={detail.data} onClose={() => setChanging(false)} />}
      <ReviewRules network={network.code} />
      <h3>{t("admin.networks.codes")}</h3>
      <Table
        rowKey="area"
        size="small"
        loading={codes.isPending}
        dataSource={codes.data ?? []}
        pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t("admin.networks.noCodes") }}
        columns={[
          { title: t("board.table.community"), dataIndex: "name" },
          { title: t("admin.networks.prefix"), dataIndex: "prefix", className: "code" },
          { title: t("admin.networks.given"), dataIndex: "given", align: "right", render: count },
          { title: t("admin.networks.remaining"), dataIndex: "remaining", align: "right", render: count },
        ]}
      />
    </Drawer>
  );
}

const Row = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div className="row">
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
