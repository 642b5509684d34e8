#include "core/model/annotation.hpp"
#include "core/model/correction.hpp"
#include "core/model/feature_table.hpp"
#include "core/model/lock_mass.hpp"
#include "core/model/quantity.hpp"
#include "core/model/study.hpp"
#include "core/model/study_result.hpp"

namespace gassan {

std::string_view sample_type_name(SampleType type) {
    switch (type) {
        case SampleType::sample:
            return "sample";
        case SampleType::qc:
            return "qc";
        case SampleType::blank:
            return "blank";
        case SampleType::standard:
            return "standard";
    }
    return {};
}

std::string_view cell_kind_name(CellKind kind) {
    switch (kind) {
        case CellKind::measured:
            return "measured";
        case CellKind::filled:
            return "filled";
        case CellKind::below_limit:
            return "below_limit";
        case CellKind::not_measured:
            return "not_measured";
        case CellKind::failed:
            return "failed";
    }
    return {};
}

std::string_view drift_model_name(DriftModel model) {
    switch (model) {
        case DriftModel::none:
            return "none";
        case DriftModel::level:
            return "level";
        case DriftModel::line:
            return "line";
        case DriftModel::spline:
            return "spline";
        case DriftModel::loess:
            return "loess";
        case DriftModel::common:
            return "common";
    }
    return {};
}

std::string_view lock_verdict_name(LockVerdict verdict) {
    switch (verdict) {
        case LockVerdict::used:
            return "used";
        case LockVerdict::absent:
            return "absent";
        case LockVerdict::fleeting:
            return "fleeting";
        case LockVerdict::weak:
            return "weak";
        case LockVerdict::saturated:
            return "saturated";
        case LockVerdict::ambiguous:
            return "ambiguous";
        case LockVerdict::disagrees:
            return "disagrees";
        case LockVerdict::alone:
            return "alone";
    }
    return {};
}

std::string_view run_status_name(RunStatus status) {
    switch (status) {
        case RunStatus::ok:
            return "ok";
        case RunStatus::warned:
            return "warned";
        case RunStatus::failed:
            return "failed";
    }
    return {};
}

std::string_view place_evidence_name(PlaceEvidence evidence) {
    switch (evidence) {
        case PlaceEvidence::standard:
            return "standard";
        case PlaceEvidence::told:
            return "told";
        case PlaceEvidence::predicted:
            return "predicted";
        case PlaceEvidence::none:
            return "none";
    }
    return {};
}

std::string_view curve_model_name(CurveModel model) {
    switch (model) {
        case CurveModel::linear:
            return "linear";
        case CurveModel::through_zero:
            return "through_zero";
        case CurveModel::quadratic:
            return "quadratic";
        case CurveModel::single_point:
            return "single_point";
    }
    return {};
}

std::string_view curve_weight_name(CurveWeight weight) {
    switch (weight) {
        case CurveWeight::none:
            return "1";
        case CurveWeight::one_over_x:
            return "1/x";
        case CurveWeight::one_over_x2:
            return "1/x2";
    }
    return {};
}

}  // namespace gassan
