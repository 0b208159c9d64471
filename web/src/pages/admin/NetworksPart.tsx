import { Drawer, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useNetworkDetail, useRemainingCodes } from "../../api/admin";
import { useNetworks } from "../../api/queries";
import type { Band, Network } from "../../api/types";
import { StateCard } from "../../panels/StateCard";
import { formatCount, formatDate } from "../../state/format";
import { Failure, List, Part } from "./Part";

const band = ({ minimum, target, maximum }: Band) => `${minimum}–${target}–${maximum}`;

/** Networks with their standards; one opened shows its relation and its codes. */
export default function NetworksPart() {
  const { t, i18n } = useTranslation();
  const networks = useNetworks();
  const [opened, setOpened] = useState<Network | null>(null);
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <Part title={t("admin.sections.networks")} hint={t("admin.networks.hint")}>
      <List<Network>
        rowKey="code"
        query={networks}
        empty={t("network.none")}
        columns={[
          {
            title: t("admin.networks.name"),
            key: "name",
            render: (_, one) => (
              <button type="button" className="linklike" onClick={() => setOpened(one)}>
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
      {opened !== null && <NetworkDrawer network={opened} onClose={() => setOpened(null)} />}
    </Part>
  );
}

function NetworkDrawer({ network, onClose }: { network: Network; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const detail = useNetworkDetail(network.code);
  const codes = useRemainingCodes(network.code);
  const count = (value: number) => formatCount(value, i18n.language);
  const fault = detail.error ?? codes.error;
  return (
    <Drawer open size={560} title={network.name} onClose={onClose}>
      {fault !== null && <Failure error={fault} />}
      {detail.data === undefined ? (
        fault === null && <StateCard busy title={t("state.loading")} />
      ) : (
        <dl className="facts">
          <Row term={t("admin.networks.code")}>{network.code}</Row>
          <Row term={t("admin.networks.level")}>{t(`grid.kind.${detail.data.level}`)}</Row>
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
