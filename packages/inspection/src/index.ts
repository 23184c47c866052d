/* Look inside a network: what it is made of, what it makes of an input, and pictures of both. */
export { capture } from './capture/capture'
export { firstNonFinite, type NonFinite } from './capture/first-non-finite'
export type { Pattern } from './capture/patterns'
export { type Step, type Trace, type TraceOptions, trace } from './capture/trace'
export { compareDevices, type DeviceComparison, type DeviceRow } from './compare/devices'
export type { Difference, Tolerance } from './compare/difference'
export { compareStates, type State, type StateComparison, type StateRow, type StateStatus } from './compare/states'
export { type ConfusionMatrix, type ConfusionOptions, confusionMatrix } from './confusion-matrix'
export type { Field } from './cost/field'
export { type Flops, type FlopsOptions, flops, type LayerFlops } from './cost/flops'
export { type LayerTime, type Profile, type ProfileOptions, profile } from './cost/profile'
export {
  type LayerField,
  type ReceptiveFieldOptions,
  type ReceptiveFields,
  receptiveField,
} from './cost/receptive-field'
export { type ModuleNode, moduleTree } from './module-tree'
export {
  countParameters,
  type ParameterCounts,
  type ParameterRow,
  type ParameterTable,
  parameterTable,
} from './parameter-table'
export { type AnsiOptions, renderAnsi } from './pictures/ansi'
export { type ColorDepth, colorDepth } from './pictures/color-depth'
export { COLORMAPS, type ColorFunction, type Colormap, type ColormapName, colormap } from './pictures/colormaps'
export { featureGrid, filterGrid, type GridOptions } from './pictures/grid'
export type { Picture } from './pictures/picture'
export { encodePng } from './pictures/png'
export type { Range } from './pictures/range'
export { type ImageOptions, toImage } from './pictures/to-image'
export { type Histogram, type Stats, type StatsOptions, stats } from './stats'
export type { Sizes } from './summary/layer'
export type { RowSetting, SummaryColumn, SummaryOptions } from './summary/options'
export { type Summary, type SummaryRow, summary } from './summary/summary'
export type { Totals } from './summary/totals'
export { type HeatmapSvgOptions, heatmapSvg } from './svg/heatmap'
export { type HistogramSvgOptions, histogramSvg } from './svg/histogram'
