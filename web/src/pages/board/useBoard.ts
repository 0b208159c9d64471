import { useCallback, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";

import { type Board, readBoard, writeBoard } from "../../state/board/boardLink";

/** The view as the address says it; changes go back into the address without new history. */
export function useBoard(): [Board, (change: Partial<Board>) => void] {
  const [search, setSearch] = useSearchParams();
  const board = useMemo(() => readBoard(search), [search]);
  // Two changes may come before the page is drawn again.
  const latest = useRef(board);
  latest.current = board;
  const change = useCallback(
    (part: Partial<Board>) => {
      latest.current = { ...latest.current, ...part };
      setSearch(writeBoard(latest.current), { replace: true });
    },
    [setSearch],
  );
  return [board, change];
}
