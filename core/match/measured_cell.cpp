#include "core/match/measured_cell.hpp"

namespace gassan {

Cell measured_cell(const Feature& feature, const RunAlignment& alignment, const Frame& frame) {
    Cell cell;
    cell.kind = CellKind::measured;
    cell.mz = feature.mz;
    cell.mt_s = feature.mt_s;
    cell.area = feature.area;
    cell.area_se = feature.area_se;
    cell.height = feature.height;
    cell.snr = feature.snr;
    cell.begin_s = feature.begin_s;
    cell.end_s = feature.end_s;
    cell.quality = feature.quality;
    cell.flags = feature.flags;
    place_cell(alignment, frame, cell);
    if (frame.in_tu) cell.mobility_tu = alignment.warp.place(centre_s(feature));
    return cell;
}

Cell parted_cell(const Feature& shared, const PartedPeak& part, const RunAlignment& alignment, const Frame& frame) {
    Cell cell = measured_cell(shared, alignment, frame);
    cell.mt_s = part.apex_s;
    cell.area = part.area;
    cell.area_se = part.area_se;
    cell.height = part.height;
    cell.snr = part.snr;
    cell.begin_s = part.begin_s;
    cell.end_s = part.end_s;
    cell.flags |= FeatureFlag::shoulder | FeatureFlag::overlap;
    place_cell(alignment, frame, cell);
    return cell;
}

void place_cell(const RunAlignment& alignment, const Frame& frame, Cell& cell) {
    if (frame.in_tu) cell.mobility_tu = alignment.warp.place(cell.mt_s);
    cell.extrapolated = alignment.aligned && alignment.extrapolates(cell.mt_s);
}

}  // namespace gassan
