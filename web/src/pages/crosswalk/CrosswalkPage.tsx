import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";
import "../../styles/plan.css";
import "../../styles/crosswalk.css";

import { Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { type Crosswalk, type CrosswalkRow, type Proposal, useCrosswalk } from "../../api/crosswalk";
import { useNetworks } from "../../api/queries";
import { useGridShape } from "../../api/search";
import type { Network } from "../../api/types";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import type { Shape } from "../../map/shapes";
import { Fault, StateCard } from "../../panels/StateCard";
import { Tabs } from "../../panels/Tabs";
import { AlignTab } from "./AlignTab";
import { CrosswalkMap } from "./CrosswalkMap";
import { MatrixTab } from "./MatrixTab";
import { PairsTab } from "./PairsTab";

const ROLES = PAGES.find((page) => page.id === "crosswalk")?.roles ?? [];

/** Two networks over each other: where they agree, where they do not, and how one could fit the other. */
export default function CrosswalkPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("pages.crosswalk")} · ${t("title")}`;
  }, [t]);
  return (
    <main className="stage plan-stage crosswalk-stage" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Walk />
      </RequireSession>
    </main>
  );
}

function Walk() {
  const { t } = useTranslation();
  const networks = useNetworks();
  const published = (networks.data ?? []).filter(({ version }) => version !== null);
  const [params, setParams] = useSearchParams();
  const side = (name: string, at: number) =>
    published.find(({ code }) => code === params.get(name)) ?? published[at] ?? null;
  const [a, b] = [side("a", 0), side("b", 1)];
  const walk = useCrosswalk(a?.code ?? null, b?.code ?? null);
  const [tab, setTab] = useState("pairs");
  const { shapes, showPair, showProposals } = useShapes(a, b);
  const choose = (name: "a" | "b", code: string) => setParams({ a: a?.code ?? "", b: b?.code ?? "", [name]: code }, { replace: true });
  // A network that was just taken in is not in the list that was asked for before.
  const known = ["", ...published.map(({ code }) => code)];
  const unheard = ["a", "b"].some((name) => !known.includes(params.get(name) ?? ""));
  if (networks.isPending || (unheard && networks.isFetching)) return <StateCard busy title={t("state.loading")} />;
  if (networks.error !== null) return <Fault error={networks.error} onRetry={() => void networks.refetch()} />;
  if (published.length < 2) return <StateCard title={t("crosswalk.few")} hint={t("crosswalk.fewHint")} />;
  const pick = (name: "a" | "b", value: Network | null) => (
    <Select
      aria-label={t(`crosswalk.${name}`)}
      value={value?.code ?? null}
      options={published.map(({ code, name: label }) => ({ value: code, label }))}
      onChange={(code: string) => choose(name, code)}
    />
  );
  return (
    <>
      <CrosswalkMap a={a} b={b} shapes={shapes} />
      <aside className="card plan-side crosswalk-side" aria-label={t("pages.crosswalk")}>
        <h1>{t("pages.crosswalk")}</h1>
        <div className="sides">
          {pick("a", a)}
          <button type="button" className="swap" aria-label={t("crosswalk.swap")} title={t("crosswalk.swap")} onClick={() => setParams({ a: b?.code ?? "", b: a?.code ?? "" }, { replace: true })}>
            ⇄
          </button>
          {pick("b", b)}
        </div>
        {a?.code === b?.code ? (
          <p className="hint">{t("crosswalk.alike")}</p>
        ) : (
          <Tabs
            active={tab}
            onChange={setTab}
            tabs={[
              { key: "pairs", label: t("crosswalk.pairs"), children: <PairsTab walk={walk} a={a} b={b} onPair={showPair} /> },
              { key: "matrix", label: t("crosswalk.matrix"), children: <Ready walk={walk.data} render={(data) => <MatrixTab walk={data} onPair={showPair} />} /> },
              { key: "align", label: t("crosswalk.align"), children: a !== null && b !== null && <AlignTab key={`${a.code}/${b.code}`} network={a} model={b} onProposals={showProposals} /> },
            ]}
          />
        )}
      </aside>
    </>
  );
}

function Ready({ walk, render }: { walk: Crosswalk | undefined; render: (walk: Crosswalk) => React.ReactNode }) {
  const { t } = useTranslation();
  return walk === undefined ? <p className="hint">{t("state.loading")}</p> : render(walk);
}

/** What the map points at: the two grids of a pair, or proposals. */
function useShapes(a: Network | null, b: Network | null) {
  const shapeOf = useGridShape();
  const [shapes, setShapes] = useState<readonly Shape[]>([]);
  const showPair = async (row: CrosswalkRow) => {
    const sides = [
      { network: a, code: row.a, role: "a" as const },
      { network: b, code: row.b, role: "b" as const },
    ];
    const found = await Promise.all(
      sides.map(async ({ network, code, role }): Promise<Shape[]> => {
        if (network === null || code === "") return [];
        const { geometry } = await shapeOf(network.code, code);
        return [{ geometry, role }];
      }),
    );
    setShapes(found.flat());
  };
  const showProposals = useMemo(
    () => (proposals: readonly Proposal[], taken: ReadonlySet<string>) =>
      setShapes(proposals.map(({ geometry, code }) => ({ geometry, role: taken.has(code) ? "taken" : "left" }))),
    [],
  );
  return { shapes, showPair: (row: CrosswalkRow) => void showPair(row), showProposals };
}
