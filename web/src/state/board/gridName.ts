/** What a grid is called where there is little room: its name, and the digits that tell it apart. */
export function gridName({ grid, name }: { grid: string; name: string | null }): string {
  const tail = grid.slice(-6);
  return name === null || name === "" ? grid : `${name} ${tail}`;
}
