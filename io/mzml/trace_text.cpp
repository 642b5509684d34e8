#include "io/mzml/trace_text.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/mzml_text.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gassan {
namespace {

constexpr std::size_t most_traces = 16, most_points = 200'000;  // what the reader of mzML keeps

// What is measured. There is no term for a current, a voltage or a power: "electromagnetic radiation chromatogram" is
// defined as electromagnetic properties versus time (psi-ms.obo 4.1.155).
struct Quantity {
    std::string_view word, type, type_name, array, array_name;
    std::string_view unit;  // the one that the array's term allows
};
constexpr std::string_view electric = "MS:1000811", electric_name = "electromagnetic radiation chromatogram";
constexpr std::string_view other_array = "MS:1000786", other_array_name = "non-standard data array";
constexpr std::array quantities{
    Quantity{"current", electric, electric_name, other_array, other_array_name, ""},
    Quantity{"voltage", electric, electric_name, other_array, other_array_name, ""},
    Quantity{"pressure", "MS:1003019", "pressure chromatogram", "MS:1000821", "pressure array", "pascal"},
    Quantity{"temperature", "MS:1002715", "temperature chromatogram", "MS:1000822", "temperature array", "kelvin"},
    Quantity{"flow rate", "MS:1003020", "flow rate chromatogram", "MS:1000820", "flow rate array",
             "microliters per minute"},
    Quantity{"power", electric, electric_name, other_array, other_array_name, ""},
};
// Neither its name nor its unit tells: it stays known as a device's.
constexpr Quantity untold{device_recording, "", "", other_array, other_array_name, ""};

// unit.obo; without an accession what is common and not in it.
struct Unit {
    std::string_view name, accession, word;
};
constexpr std::array units{
    Unit{"ampere", "UO:0000011", "current"},
    Unit{"milliampere", "UO:0000037", "current"},
    Unit{"microampere", "UO:0000038", "current"},
    Unit{"volt", "UO:0000218", "voltage"},
    Unit{"millivolt", "UO:0000247", "voltage"},
    Unit{"kilovolt", "UO:0000248", "voltage"},
    Unit{"pascal", "UO:0000110", "pressure"},
    Unit{"kilopascal", "", "pressure"},
    Unit{"megapascal", "", "pressure"},
    Unit{"bar", "", "pressure"},
    Unit{"millibar", "", "pressure"},
    Unit{"psi", "", "pressure"},
    Unit{"kelvin", "UO:0000012", "temperature"},
    Unit{"degree celsius", "UO:0000027", "temperature"},
    Unit{"microliters per minute", "UO:0000271", "flow rate"},
    Unit{"watt", "UO:0000114", "power"},
};

const Unit* unit_of(const Trace& trace) {
    const auto* const found =
        std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == trace.unit; });
    return found == units.end() ? nullptr : found;
}

// By its name, else by its unit.
const Quantity& quantity_of(const Trace& trace) {
    const std::string name = small_letters(trace.name);
    const bool of_ions = name.find("ion current") != std::string::npos;
    for (const Quantity& quantity : quantities)
        if (!(of_ions && quantity.word == "current") && name.find(quantity.word) != std::string::npos) return quantity;
    const Unit* const unit = unit_of(trace);
    for (const Quantity& quantity : quantities)
        if (unit && quantity.word == unit->word) return quantity;
    return untold;
}

std::string user_param(std::string_view name) {
    return "<userParam name=\"" + std::string(name) + "\"/>";
}

// A unit that the array's term allows stands there; the others would be faults, and stand beside it.
std::string unit_param(const Trace& trace) {
    const std::string name = xml_attribute(trace.unit);
    std::string text = "<userParam name=\"unit\" value=\"" + name + "\"";
    const Unit* const unit = unit_of(trace);
    if (unit && !unit->accession.empty())
        text += " unitCvRef=\"UO\" unitAccession=\"" + std::string(unit->accession) + "\" unitName=\"" + name + "\"";
    return text + "/>";
}

std::string values_text(const Trace& trace) {
    const Quantity& quantity = quantity_of(trace);
    if (!quantity.unit.empty() && trace.unit == quantity.unit)
        return cv_param_with_unit(quantity.array, quantity.array_name, "", unit_of(trace)->accession, trace.unit);
    return cv_param(other_array, other_array_name, quantity.word) + (trace.unit.empty() ? "" : unit_param(trace));
}

// Why a trace cannot be carried, or nothing.
std::string hindrance(const Trace& trace) {
    const auto finite = [](double value) { return std::isfinite(value); };
    if (trace.time_s.size() > most_points) return "it has more than 200,000 points";
    if (trace.time_s.empty()) return "it has no points";
    if (trace.time_s.size() != trace.value.size()) return "its times and values are not equally many";
    if (!std::all_of(trace.time_s.begin(), trace.time_s.end(), finite) ||
        !std::all_of(trace.value.begin(), trace.value.end(), finite))
        return "not all of its numbers are finite";
    return std::is_sorted(trace.time_s.begin(), trace.time_s.end()) ? "" : "its times are not in order";
}

std::string name_of_its_own(const std::string& wanted, const std::vector<Trace>& others) {
    const auto taken = [&](const std::string& name) {
        return std::any_of(others.begin(), others.end(), [&](const Trace& other) { return other.name == name; });
    };
    std::string name = wanted;
    for (int number = 2; taken(name); ++number) name = wanted + " (" + std::to_string(number) + ")";
    return name;
}

}  // namespace

std::vector<Trace> writable_traces(const std::vector<Trace>& traces, Notes& left_out) {
    std::vector<Trace> written;
    for (const Trace& trace : traces) {
        std::string why = hindrance(trace);
        if (why.empty() && written.size() == most_traces) why = "there are 16 before it";
        if (why.empty()) {
            written.push_back(trace);
            written.back().unit = xml_text(trace.unit);
            written.back().name.clear();
            written.back().name = name_of_its_own(trace.name.empty() ? "trace" : xml_text(trace.name), written);
        } else {
            left_out.push_back({"trace-left-out", quoted_text(trace.name), "the trace is not written: " + why});
        }
    }
    return written;
}

std::string trace_list_head(std::size_t traces) {
    return "    <chromatogramList count=\"" + std::to_string(traces) + "\" defaultDataProcessingRef=\"DP1\">\n";
}

std::string trace_head(const Trace& trace, std::size_t index) {
    const Quantity& quantity = quantity_of(trace);
    std::string text = "      <chromatogram index=\"" + std::to_string(index) + "\" id=\"" + xml_attribute(trace.name) +
                       "\" defaultArrayLength=\"" + std::to_string(trace.value.size()) + "\">\n        ";
    if (!quantity.type.empty()) text += cv_param(quantity.type, quantity.type_name);
    return text + user_param(quantity.word) + "\n        <binaryDataArrayList count=\"2\">\n";
}

std::string trace_array_terms(const Trace& trace, bool is_time, bool zlib) {
    return array_coding_terms(true, zlib) +
           (is_time ? cv_param_with_unit("MS:1000595", "time array", "", "UO:0000010", "second") : values_text(trace));
}

}  // namespace gassan
