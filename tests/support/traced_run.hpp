#pragma once

/// \file
/// A run with what devices recorded beside it and what was done to it, written by hand.

#include "tests/support/mzml_text.hpp"

#include <string>
#include <vector>

namespace gassan::test {

struct TraceText {
    std::string id;
    std::string terms;  ///< of the chromatogram
    std::string data;   ///< terms of what was measured
    std::vector<double> minutes, values;
};

inline std::string array_with_unit(std::string_view accession, std::string_view name, std::string_view value,
                                   std::string_view unit, std::string_view unit_name) {
    std::string text = cv(accession, name, value);
    text.resize(text.rfind("/>"));
    if (!unit.empty()) text += " unitCvRef=\"UO\" unitAccession=\"" + std::string(unit) + "\"";
    return text + " unitName=\"" + std::string(unit_name) + "\"/>";
}

inline std::string trace_xml(const TraceText& trace) {
    const auto array = [](const std::string& terms, const std::vector<double>& values) {
        const std::string text = simple_base64(doubles(values));
        return "<binaryDataArray encodedLength=\"" + std::to_string(text.size()) + "\">" +
               cv("MS:1000523", "64-bit float") + cv("MS:1000576", "no compression") + terms + "<binary>" + text +
               "</binary></binaryDataArray>";
    };
    return "<chromatogram index=\"0\" id=\"" + trace.id + "\" defaultArrayLength=\"" +
           std::to_string(trace.minutes.size()) + "\">" + trace.terms + "<binaryDataArrayList count=\"2\">" +
           array(array_with_unit("MS:1000595", "time array", "", "UO:0000031", "minute"), trace.minutes) +
           array(trace.data, trace.values) + "</binaryDataArrayList></chromatogram>";
}

/// A current that falls to 30 % from 400 to 460 s of 1,200; a voltage, pressures by term and unit, a flow, and one
/// called as another is.
inline std::vector<TraceText> traces_of_devices() {
    std::vector<double> minutes, current, volts, pascals, odd;
    for (int t = 0; t < 1200; ++t) {
        minutes.push_back(t / 60.0);
        current.push_back(t >= 400 && t < 460 ? 12.0 : 40.0 + 0.001 * (t % 7));
        volts.push_back(30.0 - 1e-9 * t);
        pascals.push_back(1e5 + t / 3.0);
        odd.push_back(-0.1 * t);
    }
    const std::string pressure = cv("MS:1003019", "pressure chromatogram"), other = "non-standard data array";
    return {{"CE Current", "", array_with_unit("MS:1000786", other, "Current", "UO:0000038", "microampere"), minutes,
             current},
            {"Spannung", cv("MS:1000808", "chromatogram attribute", "voltage"),
             array_with_unit("MS:1000786", other, "U", "UO:0000248", "kilovolt"), minutes, volts},
            {"Pump 1", pressure, array_with_unit("MS:1000821", "pressure array", "", "UO:0000110", "pascal"), minutes,
             pascals},
            {"Pump &lt;2>", pressure, array_with_unit("MS:1000786", other, "p", "", "bar"), minutes, pascals},
            {"Flow rate", cv("MS:1003020", "flow rate chromatogram"),
             array_with_unit("MS:1000820", "flow rate array", "", "UO:0000271", "microliters per minute"), minutes,
             pascals},
            {"CE Current", "", array_with_unit("MS:1000786", other, "Current", "", "made-up unit"), minutes, odd}};
}

/// Centroids that MassHunter's peak picking made of a TOF's spectra, as msconvert says it.
inline std::string traced_run_text(const std::vector<TraceText>& traces = traces_of_devices()) {
    RunText run = small_mzml_run();
    run.indexed = false;
    run.spectra.erase(run.spectra.begin() + 4);  // the empty one: OpenMS's index reader cannot unpack no points
    run.spectra[4].index = "4";
    run.count = std::to_string(run.spectra.size());
    run.head += "<softwareList count=\"1\"><software id=\"pwiz\" version=\"3.0.23\">" +
                cv("MS:1000615", "ProteoWizard software") + "</software></softwareList>" +
                "<instrumentConfigurationList count=\"1\"><instrumentConfiguration id=\"IC1\">" +
                cv("MS:1000490", "Agilent instrument model") +
                "</instrumentConfiguration></instrumentConfigurationList>" +
                "<dataProcessingList count=\"1\"><dataProcessing id=\"p\">"
                "<processingMethod order=\"0\" softwareRef=\"pwiz\">" +
                cv("MS:1000035", "peak picking") + "<userParam name=\"Agilent/MassHunter peak picking\"/>" +
                "</processingMethod><processingMethod order=\"1\" softwareRef=\"S\">" +
                cv("MS:1000594", "low intensity data point removal") +
                "<cvParam cvRef=\"MS\" accession=\"MS:1000787\" name=\"inclusive low intensity threshold\" "
                "value=\"3.5\" unitCvRef=\"MS\" unitAccession=\"MS:1000131\" unitName=\"number of detector counts\"/>" +
                "</processingMethod></dataProcessing></dataProcessingList>";
    std::string list = "<chromatogramList count=\"" + std::to_string(traces.size()) + "\">";
    for (const TraceText& trace : traces) list += trace_xml(trace);
    return replaced(run.xml(), "</run>", list + "</chromatogramList></run>");
}

}  // namespace gassan::test
