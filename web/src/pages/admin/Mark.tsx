interface Props {
  tone: "good" | "busy" | "warn" | "bad" | "plain";
  children: React.ReactNode;
}

/** A state in a word; its colours are dark enough to be read on their ground. */
export const Mark = ({ tone, children }: Props) => (
  <span className="mark" data-tone={tone}>
    {children}
  </span>
);
