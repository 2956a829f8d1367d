/* What of uPlot the pages use, for tsc. */
declare class uPlot {
	constructor(options: object, data: number[][], place: Element);
	destroy(): void;
	static paths: {
		bars?: (options: { size: [number, number] }) => unknown;
	};
}
export default uPlot;
