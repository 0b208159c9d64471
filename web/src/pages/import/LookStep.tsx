import { Alert, Button, Checkbox, Form, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  dropFile,
  type ImportSettings,
  type Layer,
  useInspection,
  useKinds,
  type WaitingFile,
} from "../../api/imports";
import { StateCard } from "../../panels/StateCard";
import {
  firstCrs,
  type Mapping,
  missingColumns,
  type NewNetwork,
  settingsOf,
  sureMapping,
} from "../../state/importing/settings";
import { Failure } from "../admin/Part";
import { CrsChoice } from "./CrsChoice";
import { MappingTable } from "./MappingTable";
import { NetworkChoice } from "./NetworkChoice";
import { Sample } from "./Sample";

/** GB18030 reads all that GBK can say, and the server calls both so. */
const ENCODINGS: Record<string, string> = { "utf-8": "UTF-8", gb18030: "GBK / GB18030", big5: "Big5" };

interface Props {
  file: WaitingFile;
  onReady: (settings: ImportSettings) => void;
  onDrop: () => void;
}

/** What the file holds and how it will be read: guessed, with reasons, and for the reader to change. */
export function LookStep({ file, onReady, onDrop }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string | null>(null);
  const [encoding, setEncoding] = useState<string | null>(null);
  const [layerName, setLayerName] = useState<string | null>(null);
  const found = useInspection(file.id, kind, encoding);
  const giveUp = () => {
    void dropFile(file.id).catch(() => undefined); // it is removed after a week all the same
    onDrop();
  };
  if (found.error !== null) {
    return (
      <>
        <Failure error={found.error} onRetry={() => void found.refetch()} />
        <Button onClick={giveUp}>{t("importing.other")}</Button>
      </>
    );
  }
  if (found.data === undefined) {
    return (
      <div className="import-room">
        <StateCard busy title={t("importing.lookingOver")} />
      </div>
    );
  }
  const { layers } = found.data;
  const layer = layers.find(({ name }) => name === layerName) ?? layers[0];
  if (layer === undefined) {
    return <StateCard title={t("importing.noLayers")} action={{ label: t("importing.other"), onClick: giveUp }} />;
  }
  return (
    <>
      <section className="card import-card">
        <h2>{found.data.name}</h2>
        <p className="hint">
          {[found.data.format, t("importing.rows", { rows: layer.rows ?? "?" }), layer.geometry ?? t("importing.noShapes")].join(" · ")}
        </p>
        {found.data.notes.map((note) => (
          <Alert key={note} type="info" title={note} className="form-alert" />
        ))}
        <div className="import-fields">
          {layers.length > 1 && (
            <Field label={t("importing.layer")}>
              <Select
                aria-label={t("importing.layer")}
                value={layer.name}
                options={layers.map(({ name }) => ({ value: name, label: name }))}
                onChange={setLayerName}
              />
            </Field>
          )}
          <KindField layer={layer} onChange={setKind} />
          {found.data.encoding !== null && (
            <Field label={t("importing.encoding")} hint={t("importing.encodingHint")}>
              <Select
                aria-label={t("importing.encoding")}
                value={encoding ?? found.data.encoding}
                options={[...new Set([found.data.encoding, ...Object.keys(ENCODINGS)])].map((value) => ({
                  value,
                  label: ENCODINGS[value] ?? value,
                }))}
                onChange={setEncoding}
              />
            </Field>
          )}
        </div>
        <Sample layer={layer} />
      </section>
      <LayerForm
        key={`${layer.name} ${layer.kind} ${encoding}`}
        layer={layer}
        encoding={encoding ?? found.data.encoding}
        onReady={onReady}
        onDrop={giveUp}
      />
    </>
  );
}

function KindField({ layer, onChange }: { layer: Layer; onChange: (kind: string) => void }) {
  const { t } = useTranslation();
  const kinds = useKinds();
  const likely = layer.kinds[0]?.kind === layer.kind ? t("importing.kindLikely") : "";
  return (
    <Field label={t("importing.kind")} hint={likely}>
      <Select
        aria-label={t("importing.kind")}
        value={layer.kind}
        loading={kinds.isPending}
        placeholder={t("importing.kindChoose")}
        options={(kinds.data ?? []).map(({ name }) => ({
          value: name,
          label: t(`kinds.${name}`, { defaultValue: name }),
        }))}
        onChange={onChange}
      />
    </Field>
  );
}

interface LayerFormProps {
  layer: Layer;
  encoding: string | null;
  onReady: (settings: ImportSettings) => void;
  onDrop: () => void;
}

/** Coordinates, columns and network of one layer, as one of a kind. */
function LayerForm({ layer, encoding, onReady, onDrop }: LayerFormProps) {
  const { t } = useTranslation();
  const [crs, setCrs] = useState(() => firstCrs(layer.crs));
  const [mapping, setMapping] = useState<Mapping>(() => sureMapping(layer.columns));
  const [network, setNetwork] = useState<string | null>(null);
  const [newNetwork, setNewNetwork] = useState<NewNetwork | null>(null);
  const [removeGone, setRemoveGone] = useState(false);
  const kinds = useKinds();
  const kind = kinds.data?.find(({ name }) => name === layer.kind);
  const ofNetwork = (kind?.of_network ?? false) || layer.kind === "postings";
  const missing = missingColumns(layer.columns, mapping);
  const named = newNetwork === null ? network !== null : newNetwork.code !== "" && newNetwork.name !== "";
  const why =
    layer.kind === null
      ? t("importing.kindMissing")
      : missing.length > 0
        ? t("importing.columnsMissing", { columns: missing.join(", ") })
        : ofNetwork && !named
          ? t("importing.networkMissing")
          : null;
  const go = () => {
    const { wkt, x, y, address } = layer.places;
    const places = { wkt: wkt ?? "", x: x ?? "", y: y ?? "", address: address ?? "" };
    const choice = { crs, encoding, mapping, places, network, newNetwork, removeGone };
    // A file's own shapes say where its rows are; only tables need fields for that.
    const placed = layer.geometry === null ? places : {};
    onReady(settingsOf({ ...choice, places: placed, kind: layer.kind ?? "", layer: layer.name }) as ImportSettings);
  };
  return (
    <>
      {layer.crs.length > 0 && <CrsChoice found={layer.crs} value={crs} onChange={setCrs} />}
      {layer.kind !== null && <MappingTable layer={layer} mapping={mapping} onChange={setMapping} />}
      {ofNetwork && (
        <NetworkChoice
          defines={layer.kind === "network"}
          network={network}
          onNetwork={setNetwork}
          made={newNetwork}
          onMade={setNewNetwork}
        />
      )}
      <Checkbox checked={removeGone} onChange={({ target }) => setRemoveGone(target.checked)}>
        {t("importing.removeGone")}
      </Checkbox>
      <div className="import-go">
        <Button onClick={onDrop}>{t("importing.other")}</Button>
        {why !== null && <span className="hint">{why}</span>}
        <Button type="primary" disabled={why !== null} onClick={go}>
          {t("importing.preview")}
        </Button>
      </div>
    </>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  children: React.ReactNode;
}

const Field = ({ label, hint = "", children }: FieldProps) => (
  <Form.Item label={label} layout="vertical" extra={hint} className="import-field">
    {children}
  </Form.Item>
);
