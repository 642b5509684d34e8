#include "io/agilent/calibration_files.hpp"

#include "io/mzml/numbers.hpp"

#include <pugixml.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t first_row = 72, row_size = 84;
constexpr std::int32_t row_numbers = 10;
constexpr std::size_t coefficients = 6;

template <class Whole>
std::optional<Whole> whole_of(std::string_view text) {
    while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    Whole value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Values sorted by their Number. \return false where one is no number
bool read_values(const pugi::xml_node& step, std::map<int, double>& values) {
    for (const auto& value : step.child("Values").children("Value")) {
        const auto number = whole_of<int>(value.attribute("Number").value());
        const auto real = whole_number(value.text().get());
        if (!number || !real) return false;
        values[*number] = *real;
    }
    return true;
}

std::vector<double> in_order(const std::map<int, double>& values) {
    std::vector<double> all;
    for (const auto& [number, value] : values) all.push_back(value);
    return all;
}

bool is_finite(const FlightCalibration& c) {
    bool finite =
        std::isfinite(c.scale) && std::isfinite(c.t0_ns) && std::isfinite(c.low_ns) && std::isfinite(c.high_ns);
    for (const double value : c.coefficients) finite = finite && std::isfinite(value);
    return finite;
}

std::string scan_place(const char* file, const ScanRecord& scan) {
    return std::string(file) + ": scan " + std::to_string(scan.index);
}

}  // namespace

CalibrationFiles::CalibrationFiles(const AgilentFolder& folder, const ScanTable& scans, NoteBook& notes)
    : folder_(folder), scans_(scans), notes_(notes) {
    if (folder.has("MSMassCal.bin")) {
        own_.emplace(folder.file("MSMassCal.bin"));
        if (own_->size() < first_row)
            throw folder.error("MSMassCal.bin",
                               std::to_string(own_->size()) + " bytes, shorter than its 72-byte header");
        if (const std::string wrong = wrong_tag(*own_, 0x0104); !wrong.empty())
            throw folder.error("MSMassCal.bin", wrong);
    }
    if (folder.has("DefaultMassCal.xml")) read_defaults();
}

void CalibrationFiles::read_defaults() {
    const std::string text = folder_.text("DefaultMassCal.xml");
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text.data(), text.size());
    if (!parsed)
        throw folder_.error("DefaultMassCal.xml", "not well-formed XML at byte " +
                                                      std::to_string(std::max<std::ptrdiff_t>(parsed.offset, 0)));
    const auto list = document.document_element().child("DefaultCalibrations");
    for (const auto& node : list.children("DefaultCalibration")) {
        const auto id = whole_of<std::int64_t>(node.attribute("DefaultCalibrationID").value());
        if (!id) continue;
        Default entry;
        for (const auto& step : node.children("Step")) {
            const std::string_view formula = step.child("CalibrationFormula").text().get();
            if (formula == "Traditional" && entry.traditional.empty())
                entry.readable = read_values(step, entry.traditional) && entry.readable;
            if (formula != "Polynomial" || !entry.polynomial.empty()) continue;
            entry.readable = read_values(step, entry.polynomial) && entry.readable;
            entry.flags = whole_of<std::uint32_t>(step.child("ValueUseFlags").text().as_string("0"));
        }
        defaults_.emplace(*id, std::move(entry));
    }
}

const CalibrationFiles::Default& CalibrationFiles::default_entry(const ScanRecord& scan) const {
    if (!scans_.has_calibration_id() && defaults_.size() == 1) return defaults_.begin()->second;
    const auto found = defaults_.find(scan.calibration_id);
    if (found == defaults_.end())
        throw folder_.error("DefaultMassCal.xml", "no calibration with id " + std::to_string(scan.calibration_id) +
                                                      " (scan " + std::to_string(scan.index) + ")");
    return found->second;
}

FlightCalibration CalibrationFiles::default_of(const ScanRecord& scan) const {
    if (!folder_.has("DefaultMassCal.xml"))
        throw InputError(folder_.path(), "", "DefaultMassCal.xml missing: flight times cannot be converted to m/z",
                         "Copy the whole folder again from the instrument.");
    const Default& entry = default_entry(scan);
    const auto refuse = [&](const std::string& what) {
        throw folder_.error("DefaultMassCal.xml", "calibration " + std::to_string(scan.calibration_id) + ": " + what);
    };
    if (!entry.readable || !entry.flags) refuse("a value is not a finite number");
    if (entry.traditional.size() != 2)
        refuse(std::to_string(entry.traditional.size()) + " values in the Traditional step, expected 2");
    FlightCalibration calibration;
    const auto traditional = in_order(entry.traditional), polynomial = in_order(entry.polynomial);
    calibration.scale = traditional[0];
    calibration.t0_ns = traditional[1];
    if (!take_flags(calibration, *entry.flags)) refuse("more than 6 bits set in ValueUseFlags");
    if (calibration.terms > 0 && polynomial.size() < 2 + calibration.terms)
        refuse(std::to_string(polynomial.size()) + " values in the Polynomial step, expected 8");
    if (calibration.terms > 0) {
        calibration.low_ns = polynomial[0];
        calibration.high_ns = polynomial[1];
        for (std::size_t i = 0; i < coefficients && i + 2 < polynomial.size(); ++i)
            calibration.coefficients[i] = polynomial[i + 2];
    }
    if (!is_finite(calibration)) refuse("a value is not a finite number");
    return calibration;
}

// Where the scan's own calibration stands; nothing where it has none.
std::optional<std::uint64_t> CalibrationFiles::own_place(const ScanRecord& scan) {
    const std::int64_t told = scan.mass_cal_offset;
    if (told == 0) return std::nullopt;
    if (!own_) {
        if (!std::exchange(missing_told_, true))
            notes_.add("agilent-calibration-missing", "MSMassCal.bin",
                       "missing, though scan " + std::to_string(scan.index) +
                           " refers to it: all m/z rest on the default calibration and may be off by some 50 ppm");
        return std::nullopt;
    }
    const auto outside = [&] {
        throw folder_.error(scan_place("MSMassCal.bin", scan),
                            "record at offset " + std::to_string(told) + " outside the file");
    };
    if (told < std::int64_t(first_row)) outside();
    if (own_->holds(std::uint64_t(told), row_size)) return std::uint64_t(told);
    // Folders cut to a few scans keep the offsets of the whole, and the rows of theirs.
    if ((own_->size() - first_row) / row_size < scans_.scans()) outside();
    notes_.add("agilent-calibration-rows", scan_place("MSMassCal.bin", scan),
               "record at offset " + std::to_string(told) + " outside the file; row " + std::to_string(scan.index) +
                   " of the file was taken");
    return first_row + std::uint64_t(scan.index) * row_size;
}

void CalibrationFiles::take_powers(const ScanRecord& scan, FlightCalibration& calibration) {
    if (!folder_.has("DefaultMassCal.xml")) {
        if (!std::exchange(missing_told_, true))
            notes_.add("agilent-calibration-missing", "DefaultMassCal.xml",
                       "missing: m/z are without their polynomial correction and may be off by some ppm");
        return;
    }
    const FlightCalibration standard = default_of(scan);
    calibration.powers = standard.powers;
    calibration.terms = standard.terms;
}

FlightCalibration CalibrationFiles::of(const ScanRecord& scan) {
    const auto place = own_place(scan);
    if (!place) return default_of(scan);
    const auto row = own_->read(*place, row_size, row_);
    if (const auto count = number_at<std::int32_t>(row.data()); count != row_numbers)
        throw folder_.error(scan_place("MSMassCal.bin", scan), "count " + std::to_string(count) + ", expected 10");
    const auto number = [&](std::size_t i) { return number_at<double>(row.data() + 4 + 8 * i); };
    FlightCalibration calibration{.scale = number(0), .t0_ns = number(1), .low_ns = number(2), .high_ns = number(3)};
    for (std::size_t i = 0; i < coefficients; ++i) calibration.coefficients[i] = number(4 + i);
    if (!is_finite(calibration))
        throw folder_.error(scan_place("MSMassCal.bin", scan), "a value is not a finite number");
    take_powers(scan, calibration);
    return calibration;
}

void CalibrationFiles::check_unchanged() const {
    if (own_) own_->file().check_unchanged();
}

}  // namespace gassan
