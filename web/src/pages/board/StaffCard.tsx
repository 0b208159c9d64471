import { useTranslation } from "react-i18next";

import { type Loads, type Staffing, useCoverPairs, useLoads, useStaffing } from "../../api/board";
import { reasonOf } from "../../api/client";
import { useSession } from "../../api/session";
import type { Network } from "../../api/types";
import { WideTable } from "../../panels/WideTable";
import { areasOf } from "../../state/board/scope";
import { formatCount, formatPercent } from "../../state/format";
import { Tile } from "./Figures";

interface Props {
  network: Network;
  /** The area that the page is about; else those that the reader's roles cover. */
  area: string | null;
  onChoose: (grid: string) => void;
}

/** Who is there to walk: for the areas that the reader's roles cover, and without a name. */
export function StaffCard({ network, area, onChoose }: Props) {
  const { t } = useTranslation();
  const grants = useSession().data?.grants ?? [];
  const covered = area === null ? areasOf(grants, network.code) : [area];
  return (
    <section className="board-staff">
      <h2>{t("board.staff.title")}</h2>
      {covered.length === 0 && <p className="hint">{t("board.staff.closed")}</p>}
      {covered.map((one) => (
        <AreaStaff key={one ?? ""} network={network.code} area={one} onChoose={onChoose} />
      ))}
    </section>
  );
}

interface AreaProps {
  network: string;
  area: string | null;
  onChoose: (grid: string) => void;
}

function AreaStaff({ network, area, onChoose }: AreaProps) {
  const { t, i18n } = useTranslation();
  const staffing = useStaffing(network, area);
  const loads = useLoads(network, area);
  const pairs = useCoverPairs(network, area);
  const fault = staffing.error ?? loads.error ?? pairs.error;
  if (fault !== null) {
    return <p className="hint">{reasonOf(fault, i18n.language) ?? t("state.offline")}</p>;
  }
  if (staffing.data === undefined || loads.data === undefined || pairs.data === undefined) {
    return <div className="skeleton chart-room" role="status" aria-label={t("state.loading")} />;
  }
  const paired = new Set(pairs.data.flatMap(({ grids }) => grids.map(({ code }) => code))).size;
  return (
    <>
      <StaffTiles staffing={staffing.data} loads={loads.data} paired={paired} />
      <div className="board-columns even">
        <Communities staffing={staffing.data} />
        <div className="board-side">
          <Vacancies codes={staffing.data.vacant} onChoose={onChoose} />
          <Heaviest loads={loads.data} onChoose={onChoose} />
        </div>
      </div>
    </>
  );
}

interface TilesProps {
  staffing: Staffing;
  loads: Loads;
  paired: number;
}

function StaffTiles({ staffing, loads, paired }: TilesProps) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <div className="tiles">
      <Tile
        term={t("board.staff.vacant")}
        note={t("board.staff.vacantHint", { count: staffing.vacant_and_stood_in })}
        warn={staffing.vacant.length > 0}
      >
        {count(staffing.vacant.length)}
      </Tile>
      <Tile
        term={t("board.staff.workers")}
        note={t("board.staff.perGrid", { ratio: staffing.workers_per_grid.toFixed(2) })}
      >
        {count(staffing.workers)}
      </Tile>
      <Tile term={t("board.staff.leave")} note={t("board.staff.leaveHint")}>
        {count(staffing.on_leave)}
      </Tile>
      <Tile
        term={t("board.staff.uneven")}
        note={t("board.staff.unevenHint", {
          percent: formatPercent(loads.tolerance, i18n.language),
          all: count(loads.workers.length),
        })}
        warn={loads.uneven > 0}
      >
        {count(loads.uneven)}
      </Tile>
      <Tile
        term={t("board.staff.paired")}
        note={t("board.staff.pairedHint", { all: count(staffing.grids) })}
      >
        {count(paired)}
      </Tile>
    </div>
  );
}

const MOST_CHIPS = 24;

function Vacancies({ codes, onChoose }: { codes: string[]; onChoose: (grid: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className="card board-card">
      <h3>{t("board.staff.vacancies")}</h3>
      {codes.length === 0 && <p className="hint">{t("board.staff.noVacancies")}</p>}
      <ul className="chips">
        {codes.slice(0, MOST_CHIPS).map((code) => (
          <li key={code}>
            <button type="button" className="chip code" onClick={() => onChoose(code)}>
              {code}
            </button>
          </li>
        ))}
      </ul>
      {codes.length > MOST_CHIPS && (
        <p className="hint">{t("board.staff.more", { count: codes.length - MOST_CHIPS })}</p>
      )}
    </section>
  );
}

/** By their grids: who it is stands where people are managed, not on a sheet for the wall. */
function Heaviest({ loads, onChoose }: { loads: Loads; onChoose: (grid: string) => void }) {
  const { t } = useTranslation();
  const heavy = loads.workers.filter(({ uneven, ratio }) => uneven && ratio > 1).slice(0, 5);
  if (heavy.length === 0) return null;
  return (
    <section className="card board-card">
      <h3>{t("board.staff.heaviest")}</h3>
      <ul className="heavy">
        {heavy.map(({ worker, grids, ratio }) => (
          <li key={worker}>
            <span className="chips">
              {grids.slice(0, 3).map((code) => (
                <button key={code} type="button" className="chip code" onClick={() => onChoose(code)}>
                  {code}
                </button>
              ))}
              {grids.length > 3 && t("board.staff.more", { count: grids.length - 3 })}
            </span>
            <b>{t("board.staff.load", { ratio: ratio.toFixed(1) })}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Communities({ staffing }: { staffing: Staffing }) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const rows = [...staffing.communities].sort(
    (a, b) => b.vacant.length - a.vacant.length || (a.code < b.code ? -1 : 1),
  );
  return (
    <section className="card board-card">
      <h3>{t("board.staff.communities")}</h3>
      <WideTable
        rowKey="code"
        size="small"
        dataSource={rows}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t("board.staff.community"), dataIndex: "name" },
          { title: t("board.staff.grids"), dataIndex: "grids", align: "right", render: count },
          { title: t("board.staff.people"), dataIndex: "workers", align: "right", render: count },
          {
            title: t("board.staff.ratio"),
            align: "right",
            render: (_, { workers_per_grid: ratio }) => ratio.toFixed(2),
          },
          {
            title: t("board.staff.vacantShort"),
            align: "right",
            render: (_, { vacant }) => (
              <span data-band={vacant.length > 0 ? "over" : "in_band"}>{count(vacant.length)}</span>
            ),
          },
        ]}
      />
    </section>
  );
}
