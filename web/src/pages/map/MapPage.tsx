import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";

import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { BASE, useLocated, useNetworks, useTileJson } from "../../api/queries";
import type { Network } from "../../api/types";
import type { Camera } from "../../map/adapter";
import { MapView } from "../../map/MapView";
import { GridPanel } from "../../panels/GridPanel";
import { Legend } from "../../panels/Legend";
import { NetworkPanel } from "../../panels/NetworkPanel";
import { Fault, Notice, StateCard } from "../../panels/StateCard";
import { StatusBar } from "../../panels/StatusBar";
import { useView } from "../../state/useView";
import type { View } from "../../state/viewLink";

export default function MapPage() {
  const { t } = useTranslation();
  const [view, changeView] = useView();
  const [pointer, setPointer] = useState<View["place"]>(null);
  const [tileFault, setTileFault] = useState(false);
  const networks = useNetworks();
  const network = chosenNetwork(networks.data, view.network);
  const published = network !== null && network.version !== null ? network.code : null;
  const tiles = useTileJson(published, network?.version ?? null);
  const base = useTileJson(networks.isSuccess ? BASE : null, 0);
  const located = useLocated(published, view.place, network?.version ?? null);

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
          tiles={tiles.data ?? null}
          base={base.data ?? null}
          chosen={located.data?.grid?.code ?? null}
          onPick={pick}
          onMove={move}
          onPointer={setPointer}
          onError={reportTiles}
        />
        {networks.data !== undefined && networks.data.length > 0 && (
          <div className="side">
            <NetworkPanel
              networks={networks.data}
              chosen={network}
              onChoose={(code) => changeView({ network: code })}
            />
            {published !== null && network !== null && <Legend network={network} />}
          </div>
        )}
        {view.place !== null && network !== null && published !== null && (
          <GridPanel network={network} query={located} onClose={close} />
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
      <StatusBar network={network} pointer={pointer} />
    </>
  );
}

/** The network that the address names; else the one published last, the first of equals. */
function chosenNetwork(networks: Network[] | undefined, code: string | null): Network | null {
  const named = networks?.find((network) => network.code === code);
  if (named !== undefined) return named;
  const since = (network: Network | null) => network?.valid_from ?? "";
  return (networks ?? []).reduce<Network | null>(
    (best, network) => (best === null || since(network) > since(best) ? network : best),
    null,
  );
}
