#include "io/netcdf/read_andi.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"
#include "io/netcdf/netcdf_file.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t progress_every = 256;     // scans
constexpr std::uint64_t most_scans = 4u << 20;  // of each some numbers stay in memory; 100 a second for 11 hours
constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";
constexpr const char* wrong = "The converter wrote this: export the run again, or convert the raw data to mzML.";

[[noreturn]] void refuse(const std::string& cause, const std::string& remedy = wrong) {
    throw Fault{.cause = cause, .remedy = remedy};
}

bool begins_with(std::string_view text, std::string_view word) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [&](char a, char b) { return a == lower(b); });
}

// ---- the container ---------------------------------------------------------------------------------------------

// What netCDF leaves where nothing was written (netcdf.h, NC_FILL_*); of whole numbers it may be a value.
std::vector<double> fills_of(const NetcdfVariable& variable) {
    std::vector<double> fills;
    if (variable.type == NetcdfType::float32) fills.push_back(double(9.9692099683868690e+36f));
    if (variable.type == NetcdfType::float64) fills.push_back(9.9692099683868690e+36);
    if (variable.type == NetcdfType::int32) fills.push_back(-2147483647.0);
    if (variable.type == NetcdfType::int16) fills.push_back(-32767.0);
    for (const auto* name : {"_FillValue", "missing_value"})
        if (const auto value = NetcdfFile::number(variable.attributes, name)) fills.push_back(*value);
    return fills;
}

AndiContent content_of(const NetcdfFile& file) {
    AndiContent content;
    content.container = "netCDF classic (CDF-" + std::to_string(file.version()) + ")";
    content.column = [&file](std::string_view name) -> std::optional<AndiColumn> {
        const auto* const variable = file.find(name);
        if (!variable || variable->type == NetcdfType::text) return std::nullopt;
        const auto values = std::make_shared<NetcdfColumn>(file, *variable);
        return AndiColumn{.size = variable->size,
                          .read = [values](std::uint64_t first, std::size_t count,
                                           std::vector<double>& to) { values->read(first, count, to); },
                          .scale = NetcdfFile::number(variable->attributes, "scale_factor").value_or(1.0),
                          .offset = NetcdfFile::number(variable->attributes, "add_offset").value_or(0.0),
                          .fills = fills_of(*variable),
                          .units = NetcdfFile::text(variable->attributes, "units")};
    };
    content.attribute = [&file](std::string_view name) { return NetcdfFile::text(file.attributes(), name); };
    content.text = [&file](std::string_view name) {
        const auto* const variable = file.find(name);
        return variable ? file.first_text(*variable) : "";
    };
    return content;
}

// ---- the head --------------------------------------------------------------------------------------------------

// "20030815175212+0800" and "2003,08,15,17:52:12+0800" as ISO 8601; anything else as it is.
std::string iso_time(const std::string& stamp) {
    std::string digits;
    std::size_t at = 0;
    for (; at < stamp.size() && digits.size() < 14; ++at) {
        if (stamp[at] >= '0' && stamp[at] <= '9')
            digits += stamp[at];
        else if (stamp[at] != ',' && stamp[at] != ':')
            return stamp;
    }
    if (digits.size() < 14) return stamp;
    std::string zone = stamp.substr(at);
    const bool known = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') &&
                       zone.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!zone.empty() && !known) return stamp;
    if (known) zone.insert(3, ":");
    return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2) + "T" + digits.substr(8, 2) +
           ":" + digits.substr(10, 2) + ":" + digits.substr(12, 2) + zone;
}

void take_head(const AndiContent& content, RunSummary& summary) {
    const std::string revision = content.attribute("ms_template_revision");
    summary.format = "ANDI-MS" + (revision.empty() ? "" : " " + revision) + ", " + content.container;
    for (const auto* part : {"instrument_mfr", "instrument_name", "instrument_model"}) {
        const std::string word = content.text(part);
        if (word.empty() || summary.instrument.find(word) != std::string::npos) continue;
        summary.instrument += (summary.instrument.empty() ? "" : " ") + word;
    }
    for (const auto* part : {"instrument_sw_version", "instrument_app_version"})
        if (const std::string word = content.text(part); !word.empty()) summary.software.push_back(word);
    summary.start_time = iso_time(content.attribute("experiment_date_time_stamp"));
    for (const auto* name : {"sample_external_id", "sample_internal_id", "experiment_title"})
        if (summary.sample_name.empty()) summary.sample_name = content.attribute(name);
    summary.source_name = content.attribute("source_file_reference");
}

Polarity polarity_of(const AndiContent& content) {
    const std::string text = content.attribute("test_ionization_polarity");
    if (begins_with(text, "positive")) return Polarity::positive;
    if (begins_with(text, "negative")) return Polarity::negative;
    return Polarity::unknown;
}

Representation label_of(const AndiContent& content) {
    const std::string text = content.attribute("experiment_type");
    if (begins_with(text, "centroid")) return Representation::centroid;
    if (begins_with(text, "continuum")) return Representation::profile;
    return Representation::unknown;
}

// ---- the scans -------------------------------------------------------------------------------------------------

bool is_fill(const AndiColumn& column, double stored) {
    return std::find(column.fills.begin(), column.fills.end(), stored) != column.fills.end();
}

std::vector<double> all_of(const AndiColumn& column) {
    std::vector<double> values;
    column.read(0, std::size_t(column.size), values);
    for (double& value : values) value = is_fill(column, value) ? no_value : value * column.scale + column.offset;
    return values;
}

AndiColumn required(const AndiContent& content, const char* name, const char* remedy) {
    auto column = content.column(name);
    if (!column) refuse(std::string("the file has no variable ") + name + ", as ANDI-MS has", remedy);
    return std::move(*column);
}

class Reader {
public:
    Reader(const RegularFile& file, AndiContent content, const ReadParams& params, const SpectrumSink& sink,
           const ReadProgress& progress)
        : file_(file),
          content_(std::move(content)),
          params_(params),
          progress_(progress),
          gate_(params, sink, summary_, notes_) {}

    RunSummary read();
    [[nodiscard]] std::string place() const { return gate_.place(); }

private:
    struct Stretch {
        std::uint64_t first = 0, end = 0;
    };

    const RegularFile& file_;
    AndiContent content_;
    const ReadParams& params_;
    const ReadProgress& progress_;
    RunSummary summary_;
    NoteBook notes_;
    SpectrumGate gate_;

    AndiColumn mz_, intensity_;
    std::vector<double> time_, index_, count_;  // of all scans, as they stand in the file; the latter two perhaps none
    std::vector<double> stored_;
    double seconds_ = 1.0;  // of one unit of time

    void take_columns();
    void take_time_unit(const AndiColumn& time);
    [[nodiscard]] std::optional<std::uint64_t> place_of(const std::vector<double>& values, std::size_t scan) const;
    [[nodiscard]] std::vector<Stretch> stretches();
    void read_points(const Stretch& stretch);
    [[nodiscard]] double scan_time_s(std::size_t scan, bool empty) const;
};

void Reader::take_columns() {
    const bool chromatogram = content_.column("ordinate_values").has_value();
    const char* const no_spectra = chromatogram ? "It is a chromatogram (ANDI/AIA chromatography): export the mass "
                                                  "spectra, or convert the raw data to mzML."
                                                : wrong;
    const AndiColumn time = required(content_, "scan_acquisition_time", no_spectra);
    mz_ = required(
        content_, "mass_values",
        content_.column("time_values") ? "It has times of flight instead: export it with calibrated masses." : wrong);
    intensity_ = required(content_, "intensity_values", wrong);
    if (mz_.size != intensity_.size)
        refuse("m/z and intensity differ in length: " + std::to_string(mz_.size) + " and " +
               std::to_string(intensity_.size) + " values");
    take_time_unit(time);
    if (time.size > most_scans)
        refuse(
            "the file says it has " + std::to_string(time.size) + " scans; the limit is " + std::to_string(most_scans),
            damaged);
    time_ = all_of(time);
    const auto optional = [&](const char* name) {
        const auto column = content_.column(name);
        if (!column) return std::vector<double>();
        if (column->size != time.size)
            refuse(std::string(name) + " has " + std::to_string(column->size) + " values for " +
                   std::to_string(time.size) + " scans");
        return all_of(*column);
    };
    index_ = optional("scan_index");
    count_ = optional("point_count");
    if (index_.empty() && count_.empty() && !time_.empty())
        refuse("neither scan_index nor point_count says which points belong to which scan");
}

// The standard says seconds; what the file says of its own counts.
void Reader::take_time_unit(const AndiColumn& time) {
    const auto factor = [](std::string_view unit) {
        if (begins_with(unit, "millisec") || unit == "ms") return 1e-3;
        if (begins_with(unit, "sec") || unit == "s") return 1.0;
        if (begins_with(unit, "min")) return 60.0;
        return 0.0;
    };
    if (!time.units.empty()) {
        seconds_ = factor(time.units);
        if (seconds_ == 0.0)
            refuse("scan_acquisition_time has the unit '" + quoted_text(time.units) +
                   "'; known are seconds, minutes and milliseconds");
    } else if (!params_.time_unit.empty()) {
        seconds_ = factor(params_.time_unit);
    }
    summary_.time_unit = seconds_ == 1.0 ? "second" : seconds_ == 60.0 ? "minute" : "millisecond";
}

std::optional<std::uint64_t> Reader::place_of(const std::vector<double>& values, std::size_t scan) const {
    const double value = values[scan];
    if (!(value >= 0.0) || value > double(mz_.size) || value != std::floor(value)) return std::nullopt;
    return std::uint64_t(value);
}

// Which points are whose. A scan ends where the next one begins: files that were cut to a range of masses keep the
// counts of before. Where a count is smaller than that, the points behind it are nobody's.
std::vector<Reader::Stretch> Reader::stretches() {
    std::vector<Stretch> all(time_.size());
    if (index_.empty()) {
        std::uint64_t first = 0;
        for (std::size_t scan = 0; scan < all.size(); ++scan) {
            const auto count = place_of(count_, scan);
            if (!count || *count > mz_.size - first)
                refuse("point_count of scan " + std::to_string(scan + 1) + " is " + number_text(count_[scan]) +
                           ", and only " + std::to_string(mz_.size - first) + " points are left",
                       damaged);
            all[scan] = {first, first + *count};
            first += *count;
        }
        return all;
    }
    std::uint64_t next = mz_.size, left = mz_.size;
    std::size_t others = 0;
    std::string first_other, first_text;
    for (std::size_t scan = all.size(); scan-- > 0;) {
        const auto count = count_.empty() ? std::nullopt : place_of(count_, scan);
        if (count == 0u) continue;  // of an empty scan the index may be anything
        const auto first = place_of(index_, scan);
        if (!first)
            refuse("scan_index of scan " + std::to_string(scan + 1) + " is " + number_text(index_[scan]) + " among " +
                       std::to_string(mz_.size) + " points",
                   damaged);
        if (count_.empty() && *first > next)
            refuse("scan_index of scan " + std::to_string(scan + 1) + " is " + std::to_string(*first) +
                       ", that of the next one " + std::to_string(next) + ", and no point_count says where scans end",
                   damaged);
        const std::uint64_t end = *first <= next ? next : mz_.size;
        all[scan] = {*first, count ? std::min(end, *first + *count) : end};
        if (all[scan].end - *first > left)  // each point is of one scan
            refuse("scan_index and point_count give the scans more points than the " + std::to_string(mz_.size) +
                       " that there are: some would be in several scans",
                   damaged);
        left -= all[scan].end - *first;
        if (!count_.empty() && (!count || *first + *count != end)) {
            ++others;
            first_other = "scan " + std::to_string(scan + 1);
            first_text = "point_count says " + number_text(count_[scan]) + ", scan_index leaves room for " +
                         std::to_string(end - *first);
        }
        next = *first;
    }
    if (others > 0)
        notes_.add("point-count", first_other,
                   first_text + " points (" + std::to_string(others) + " such scans); the smaller one counts");
    return all;
}

void Reader::read_points(const Stretch& stretch) {
    auto& spectrum = gate_.spectrum();
    const std::uint64_t count = stretch.end - stretch.first;
    if (count > std::uint64_t(params_.max_points_per_spectrum))
        refuse("the scan holds more than " + std::to_string(params_.max_points_per_spectrum) +
                   " points, the limit for one spectrum",
               "A damaged or hostile file; if it is real, raise --read.max_points_per_spectrum.");
    mz_.read(stretch.first, std::size_t(count), spectrum.mz);
    intensity_.read(stretch.first, std::size_t(count), stored_);
    spectrum.intensity.resize(std::size_t(count));
    std::size_t kept = 0;
    for (std::size_t i = 0; i < stored_.size(); ++i) {
        const double mz = spectrum.mz[i], counts = stored_[i];
        if (is_fill(mz_, mz) || is_fill(intensity_, counts)) continue;
        spectrum.mz[kept] = mz * mz_.scale + mz_.offset;
        spectrum.intensity[kept] = static_cast<float>(counts * intensity_.scale + intensity_.offset);
        ++kept;
    }
    if (kept < stored_.size() && notes_.wants("fill-values"))
        notes_.write(
            "fill-values", gate_.place(),
            "points dropped because nothing was written there (fill value): " + std::to_string(stored_.size() - kept));
    spectrum.mz.resize(kept);
    spectrum.intensity.resize(kept);
}

double Reader::scan_time_s(std::size_t scan, bool empty) const {
    const double time = time_[scan];
    if (std::isnan(time) && empty) return no_value;
    if (!std::isfinite(time) || time < 0.0)
        refuse("scan_acquisition_time is " + (std::isnan(time) ? "no number" : number_text(time)) +
               (time < 0.0 ? ", which is negative" : ""));
    return settled_seconds(time * seconds_);
}

RunSummary Reader::read() {
    summary_.file_bytes = file_.size();
    take_head(content_, summary_);
    take_columns();
    const Polarity polarity = polarity_of(content_);
    const Representation label = label_of(content_);
    const auto points = stretches();
    for (std::size_t scan = 0; scan < points.size(); ++scan) {
        gate_.open();
        if (!gate_.admit("scan=" + std::to_string(scan + 1), 1, polarity)) continue;
        read_points(points[scan]);
        gate_.pass(scan_time_s(scan, gate_.spectrum().mz.empty()), label);
        if (progress_ && scan % progress_every == 0)
            progress_(std::uint64_t(double(scan) / double(points.size()) * double(file_.size())), file_.size());
    }
    file_.check_unchanged();
    gate_.finish(file_.path());
    summary_.notes = notes_.notes();
    if (progress_) progress_(file_.size(), file_.size());
    return std::move(summary_);
}

InputError error_of(const RegularFile& file, std::string place, const Fault& fault) {
    if (fault.byte > 0) place += (place.empty() ? "byte " : ", byte ") + std::to_string(fault.byte);
    return InputError(file.path(), place, fault.cause, fault.remedy.empty() ? damaged : fault.remedy);
}

}  // namespace

RunSummary read_andi(const RegularFile& file, const AndiContent& content, const ReadParams& params,
                     const SpectrumSink& sink, const ReadProgress& progress) {
    Reader reader(file, content, params, sink, progress);
    try {
        return reader.read();
    } catch (const Fault& fault) {
        throw error_of(file, reader.place(), fault);
    }
}

RunSummary read_andi(const RegularFile& file, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress) {
    try {
        const NetcdfFile netcdf(file);
        return read_andi(file, content_of(netcdf), params, sink, progress);
    } catch (const Fault& fault) {
        throw error_of(file, "", fault);
    }
}

}  // namespace gassan
