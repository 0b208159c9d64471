import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type PlacedShare, usePlacedShares } from "../../api/board";
import { useSession } from "../../api/session";
import { WideTable } from "../../panels/WideTable";
import { formatCount, formatPercent } from "../../state/format";
import { placedInAll } from "../../state/board/placed";
import { Tile } from "./Figures";

/** 底数清: how many of the addresses that were looked up have a place, and by which level. */
export function AddressCard() {
  const { t, i18n } = useTranslation();
  const shares = usePlacedShares();
  const may = useSession().data?.actions.includes("place_addresses") ?? false;
  const rows = shares.data ?? [];
  if (rows.length === 0) return null;
  const whole = placedInAll(rows);
  const count = (value: number | null) => (value === null ? "–" : formatCount(value, i18n.language));
  const percent = (value: number | null) => (value === null ? "–" : formatPercent(value, i18n.language));
  const levels = ({ levels: found }: PlacedShare) =>
    Object.entries(found)
      .map(([level, number]) => `${t(`finder.level.${level}`)} ${count(number)}`)
      .join(" · ");
  return (
    <section className="board-staff">
      <h2>{t("board.addresses.title")}</h2>
      <div className="tiles">
        <Tile term={t("board.addresses.share")} warn={whole.waiting > 0}>
          {percent(whole.share)}
        </Tile>
        <Tile term={t("board.addresses.placed")}>{count(whole.placed)}</Tile>
        <Tile term={t("board.addresses.waiting")} note={t("board.addresses.waitingHint")}>
          {count(whole.waiting)}
        </Tile>
      </div>
      {may && whole.waiting > 0 && (
        <p className="to-queue">
          <Link to="/addresses">{t("board.addresses.toQueue")}</Link>
        </p>
      )}
      <section className="card board-card">
        <h3>{t("board.addresses.communities")}</h3>
        <WideTable
          rowKey={(row) => row.area_code ?? ""}
          size="small"
          dataSource={rows}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            {
              title: t("board.addresses.community"),
              render: (_, { name, area_code: code }) =>
                may && code !== null ? (
                  <Link to={`/addresses?area=${code}`}>{name}</Link>
                ) : (
                  (name ?? t("board.addresses.unknown"))
                ),
            },
            { title: t("board.addresses.addresses"), dataIndex: "addresses", align: "right", render: count },
            { title: t("board.addresses.share"), dataIndex: "share", align: "right", render: percent },
            { title: t("board.addresses.level"), render: (_, row) => levels(row) || "–" },
          ]}
        />
      </section>
    </section>
  );
}
