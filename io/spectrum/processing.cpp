#include "io/spectrum/processing.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace gassan {
namespace {

struct Action {
    std::string_view accession, name;
};

// Children of "data transformation" (MS:1000452) in psi-ms.obo 4.1.155, as msconvert names them in mzXML.
constexpr std::array actions{
    Action{"MS:1000033", "deisotoping"},
    Action{"MS:1000034", "charge deconvolution"},
    Action{"MS:1000035", "peak picking"},
    Action{"MS:1000530", "file format conversion"},
    Action{"MS:1000543", "data processing action"},
    Action{"MS:1000544", "Conversion to mzML"},
    Action{"MS:1000545", "Conversion to mzXML"},
    Action{"MS:1000546", "Conversion to mzData"},
    Action{"MS:1000592", "smoothing"},
    Action{"MS:1000593", "baseline reduction"},
    Action{"MS:1000594", "low intensity data point removal"},
    Action{"MS:1000741", "Conversion to dta"},
    Action{"MS:1000745", "retention time alignment"},
    Action{"MS:1000746", "high intensity data point removal"},
    Action{"MS:1000778", "charge state calculation"},
    Action{"MS:1000780", "precursor recalculation"},
    Action{"MS:1001484", "intensity normalization"},
    Action{"MS:1001485", "m/z calibration"},
    Action{"MS:1001486", "data filtering"},
};

}  // namespace

void add_processing(ProcessingMethod method, RunSummary& summary) {
    auto& methods = summary.processing_methods;
    if (method.terms.empty() || std::find(methods.begin(), methods.end(), method) != methods.end()) return;
    for (const ProcessingTerm& term : method.terms) {
        auto& names = summary.processing;
        if (std::find(names.begin(), names.end(), term.name) == names.end()) names.push_back(term.name);
    }
    methods.push_back(std::move(method));
}

ProcessingTerm processing_term(std::string_view name) {
    const auto* const found =
        std::find_if(actions.begin(), actions.end(), [&](const Action& one) { return one.name == name; });
    ProcessingTerm term;
    term.name = name;
    if (found != actions.end()) term.accession = found->accession;
    return term;
}

}  // namespace gassan
