import { Kept } from "../../state/kept";

/** Whether drawn corners take hold of vertices and edges; on until somebody switches it off. */
const snapping = new Kept<boolean>("gridgeo.snapping", (text) => text !== "false");

export const useSnapping = (): boolean => snapping.use();
export const switchSnapping = (on: boolean): void => snapping.set(on);
