import { Button, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { chordOf } from "./chords";
import { type Command, COMMANDS, chordsOf, type Scope } from "./commands";
import { changeKey, resetKeys, shownChord, useOverrides } from "./useKeys";

const SCOPES: readonly Scope[] = ["everywhere", "plan", "editing", "findings"];

/** All keys by where they work; each can be changed. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const overrides = useOverrides();
  const [changing, setChanging] = useState<string | null>(null);
  useCapture(changing, () => setChanging(null));
  return (
    <Modal
      open
      onCancel={onClose}
      title={t("keys.title")}
      width={720}
      keyboard={changing === null}
      footer={
        <>
          <span className="footer-hint">{t("keys.hint")}</span>
          <Button onClick={resetKeys} disabled={Object.keys(overrides).length === 0}>
            {t("keys.reset")}
          </Button>
        </>
      }
    >
      <div className="key-sheet">
        {SCOPES.map((scope) => (
          <section key={scope}>
            <h3>{t(`keys.scope.${scope}`)}</h3>
            <ul>
              {COMMANDS.filter((entry) => entry.scope === scope && !/^pick[2-9]$/.test(entry.id)).map(
                (entry) => (
                  <li key={entry.id}>
                    <span>{t(`keys.command.${entry.id}`)}</span>
                    {entry.id === "pick1" ? (
                      <span className="chords">
                        <kbd>1</kbd>–<kbd>9</kbd>
                      </span>
                    ) : (
                      <Chords
                        entry={entry}
                        chords={chordsOf(entry, overrides)}
                        changing={changing === entry.id}
                        onChange={() => setChanging(entry.id)}
                      />
                    )}
                  </li>
                ),
              )}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  );
}

interface ChordsProps {
  entry: Command;
  chords: readonly string[];
  changing: boolean;
  onChange: () => void;
}

function Chords({ entry, chords, changing, onChange }: ChordsProps) {
  const { t } = useTranslation();
  const name = t(`keys.command.${entry.id}`);
  return (
    <button type="button" className="chords" onClick={onChange}>
      <span className="hidden">{t("keys.change", { name })} </span>
      {changing ? (
        <em>{t("keys.press")}</em>
      ) : chords.length > 0 ? (
        chords.map((chord) => <kbd key={chord}>{shownChord(chord)}</kbd>)
      ) : (
        "–"
      )}
    </button>
  );
}

/** Take the next press as the new chord of a command; Escape leaves it as it is. */
function useCapture(id: string | null, done: () => void): void {
  useEffect(() => {
    if (id === null) return;
    const take = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      if (chord === null || chord === "Tab") return;
      event.preventDefault();
      event.stopPropagation();
      if (chord !== "Escape" || id === "leave") changeKey(id, chord);
      done();
    };
    window.addEventListener("keydown", take, { capture: true });
    return () => window.removeEventListener("keydown", take, { capture: true });
  }, [id, done]);
}
