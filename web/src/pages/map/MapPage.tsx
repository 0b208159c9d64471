import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";
import "../../styles/mapPrint.css";

import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useOverlays } from "../../api/overlays";
import { BASE, useLocated, useNetworks, useTileJson } from "../../api/queries";
import { useVersions, useVersionTiles } from "../../api/versions";
import type { Camera } from "../../map/looking";
import { MapView } from "../../map/MapView";
import { Bookmarks } from "../../panels/Bookmarks";
import { GridPanel } from "../../panels/GridPanel";
import { Layers } from "../../panels/Layers";
import { Legend } from "../../panels/Legend";
import { NetworkPanel } from "../../panels/NetworkPanel";
import { SearchBox } from "../../panels/SearchBox";
import { Fault, Notice, StateCard } from "../../panels/StateCard";
import { StatusBar } from "../../panels/StatusBar";
import { TimeSlider } from "../../panels/TimeSlider";
import { chosenNetwork } from "../../state/chosenNetwork";
import { usePointerPlaces } from "../../state/pointerPlace";
import { useView } from "../../state/useView";
import { useFindings } from "./useFindings";
import { useTarget } from "./useTarget";

const MapFindings = lazy(() => import("../../panels/MapFindings"));

export default function MapPage() {
  const { t } = useTranslation();
  const [view, changeView] = useView();
  const pointer = usePointerPlaces();
  const [tileFault, setTileFault] = useState(false);
  const networks = useNetworks();
  const network = chosenNetwork(networks.data, view.network);
  const published = network !== null && network.version !== null ? network.code : null;
  const tiles = useTileJson(published, network?.version ?? null);
  const base = useTileJson(networks.isSuccess ? BASE : null, 0);
  const versions = useVersions(published, network?.version ?? null);
  // The newest version is followed; only an earlier one stays chosen.
  const earlier = versions.data?.find(({ version }) => version === view.version && version !== network?.version) ?? null;
  const past = useVersionTiles(published, earlier?.version ?? null);
  const asOf = earlier?.valid_from ?? null;
  const located = useLocated(published, view.place, network?.version ?? null, asOf);

  const { target, setTarget, go } = useTarget(published, changeView);
  const { shown: faulted, setBounds, ...findings } = useFindings(published, view, changeView, setTarget);
  const overlays = useOverlays(networks.data, view.outlines, view.near, faulted);
  const lon = view.center?.[0] ?? network?.bounds?.[0] ?? 105;

  useEffect(() => {
    document.title = network ? `${network.name} · ${t("title")}` : t("title");
  }, [network, t]);

  const pick = useCallback(
    (lon: number, lat: number) => changeView({ place: { lon, lat } }),
    [changeView],
  );
  const move = useCallback(
    ({ center, zoom }: Camera) => {
      changeView({ center, zoom });
      setTileFault(false);
    },
    [changeView],
  );
  const close = useCallback(() => changeView({ place: null }), [changeView]);
  const reportTiles = useCallback(() => setTileFault(true), []);

  const fault = networks.error ?? tiles.error;
  return (
    <>
      <main className="stage" id="main" tabIndex={-1}>
        <h1 className="hidden">{t("title")}</h1>
        <MapView
          view={view}
          network={network}
          tiles={(earlier === null ? tiles.data : past.data) ?? null}
          base={base.data ?? null}
          chosen={located.data?.grid?.code ?? null}
          target={target}
          overlays={overlays}
          onPick={pick}
          onFinding={findings.press}
          onMove={move}
          onSee={setBounds}
          onPointer={pointer.tell}
          onError={reportTiles}
        />
        {networks.data !== undefined && networks.data.length > 0 && (
          <div className="side">
            <div className="finder-row">
              <SearchBox network={published} lon={lon} onChoose={(hit) => void go(hit)} />
              <Layers networks={networks.data} own={network?.code ?? null} view={view} onChange={changeView} />
              <Bookmarks suggestion={located.data?.grid?.name ?? network?.name ?? ""} />
            </div>
            <NetworkPanel
              networks={networks.data}
              chosen={network}
              onChoose={(code) => changeView({ network: code, version: null })}
            />
            {published !== null && network !== null && <Legend network={network} palette={view.palette} />}
          </div>
        )}
        {versions.data !== undefined && (
          <TimeSlider
            network={published ?? ""}
            versions={versions.data}
            version={earlier?.version ?? null}
            onVersion={(version) => changeView({ version })}
          />
        )}
        {view.place !== null && network !== null && published !== null && (
          <GridPanel network={network} place={view.place} asOf={asOf} query={located} onClose={close} />
        )}
        {view.place === null && faulted !== null && (
          <Suspense fallback={null}>
            <MapFindings
              network={faulted}
              bounds={findings.bounds}
              chosen={findings.chosen}
              onChoose={findings.look}
              onClose={findings.close}
            />
          </Suspense>
        )}
        <Fault error={fault} onRetry={() => void (networks.error ? networks : tiles).refetch()} />
        {networks.isPending && <StateCard busy title={t("state.loading")} />}
        {networks.data?.length === 0 && (
          <StateCard title={t("network.none")} hint={t("network.noneHint")} />
        )}
        {network !== null && published === null && (
          <StateCard
            title={t("network.unpublished")}
            hint={t("network.unpublishedHint", { name: network.name })}
          />
        )}
        {tileFault && fault === null && <Notice text={t("state.tiles")} />}
      </main>
      <StatusBar network={network} earlier={earlier} pointer={pointer} lon={lon} />
    </>
  );
}
