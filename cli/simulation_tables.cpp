#include "cli/simulation_tables.hpp"

#include "core/base/fields.hpp"
#include "core/model/study.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <tuple>

namespace gassan {
namespace {

/// Every vial once, specimens before pool, blank and standards.
std::vector<const SimulatedSample*> vials_of(std::span<const SimulatedSample> samples) {
    const auto rank = [](const SimulatedSample& sample) {
        return std::tuple(sample.type, sample.group, sample.specimen_id.size(), sample.specimen_id);
    };
    std::vector<const SimulatedSample*> vials;
    for (const SimulatedSample& sample : samples) vials.push_back(&sample);
    std::sort(vials.begin(), vials.end(), [&](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
    const auto same = [](const auto* a, const auto* b) { return a->specimen_id == b->specimen_id; };
    vials.erase(std::unique(vials.begin(), vials.end(), same), vials.end());
    return vials;
}

void add_fixed(std::string& text, double value, int decimals) {
    if (!std::isfinite(value)) return;
    char buffer[400];
    text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr);
}

void add_digits(std::string& text, double value) {
    if (!std::isfinite(value)) return;
    char buffer[40];
    text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 7).ptr);
}

/// One row at the end of a text, without a string a cell: a study's truth has millions of them.
class Row {
public:
    explicit Row(std::string& text) : text_(text) {}
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;
    ~Row() { text_.back() = '\n'; }

    Row& word(std::string_view cell) {
        text_.append(cell);
        return end_cell();
    }
    Row& fixed(double value, int decimals) {
        add_fixed(text_, value, decimals);
        return end_cell();
    }
    Row& digits(double value) {
        add_digits(text_, value);
        return end_cell();
    }

private:
    Row& end_cell() {
        text_ += '\t';
        return *this;
    }
    std::string& text_;
};

void add_ion(std::string& text, const TrueIon& ion) {
    Row(text)
        .word(ion.compound_id)
        .word(ion.kind)
        .fixed(ion.mz, 6)
        .fixed(ion.mt_s, 3)
        .digits(ion.area)
        .digits(ion.height)
        .digits(ion.mobility_tu)
        .word(ion.ion)
        .word(std::to_string(ion.isotope))
        .digits(ion.snr)
        .fixed(ion.a1_s, 3)
        .fixed(ion.fwhm_s, 3)
        .digits(ion.area_emitted)
        .digits(ion.height_emitted)
        .digits(ion.distortion)
        .digits(ion.concentration_um);
}

}  // namespace

std::string tsv_row(std::initializer_list<std::string> cells) {
    std::string line;
    bool first = true;
    for (const auto& cell : cells) {
        line += (first ? "" : "\t") + cell;
        first = false;
    }
    return line + "\n";
}

std::string fixed_text(double value, int decimals) {
    std::string text;
    add_fixed(text, value, decimals);
    return text;
}

std::string digits_text(double value) {
    std::string text;
    add_digits(text, value);
    return text;
}

std::string simulated_run_file(const SimulationRequest& request, const std::string& name) {
    return request.params.design.emit == "peaks" ? "peaks/" + name + ".tsv" : "runs/" + name + ".mzML";
}

void drop_faint_ions(const DesignParams& params, std::vector<TrueIon>& ions) {
    std::erase_if(ions, [&](const TrueIon& ion) { return ion.kind != "M0" && ion.snr < params.truth_least_snr; });
}

std::string truth_tsv(std::span<const TrueIon> ions) {
    std::string text =
        tsv_row({"compound_id", "kind", "mz", "mt_s", "area", "height", "mobility_tu", "ion", "isotope", "snr", "a1_s",
                 "fwhm_s", "area_emitted", "height_emitted", "distortion", "concentration_um"});
    for (const TrueIon& ion : ions) add_ion(text, ion);
    return text;
}

std::string simulated_samples_tsv(const SimulationRequest& request, const StudyConditions& study) {
    const std::string& plan = request.params.design.plan;
    const bool groups = plan != "lone", levels = plan == "validation" || plan == "batches";
    const std::string polarity = study.polarity == Polarity::negative ? "negative" : "positive";
    std::string text = "file\tsample_id\ttype\tinjection_order\tbatch\tcapillary\tpolarity";
    text += std::string(groups ? "\tgroup\tspecimen_id" : "") + (levels ? "\tlevel\tlevel_unit\n" : "\n");
    for (std::size_t run = 0; run < study.samples.size(); ++run) {
        const std::string name = request.run_name(int(run));
        const SimulatedSample& sample = study.samples[run];
        text += simulated_run_file(request, name) + "\t" + name + "\t" + std::string(sample_type_name(sample.type)) +
                "\t" + std::to_string(run + 1) + "\t" + std::to_string(sample.batch + 1) + "\t" +
                std::to_string(sample.capillary + 1) + "\t" + polarity;
        if (groups) text += "\t" + sample.group + "\t" + sample.specimen_id;
        const bool level = levels && sample.type == SampleType::standard;
        if (levels) text += level ? "\t" + number_text(sample.level_um) + "\tumol/L" : "\t\t";
        text += "\n";
    }
    return text;
}

std::string concentrations_tsv(std::span<const SimulatedCompound> compounds, std::span<const SimulatedSample> samples) {
    const auto vials = vials_of(samples);
    std::string text = "compound_id\trole\tcontrol_um\ttreated_um\tfold_change\tabsent_share";
    for (const SimulatedSample* vial : vials) text += "\t" + vial->specimen_id;
    text += "\n";
    for (std::size_t k = 0; k < compounds.size(); ++k) {
        const SimulatedCompound& one = compounds[k];
        const bool in_both = one.concentration_um > 0.0;
        text += one.compound_id + "\t" + one.role + "\t" + digits_text(one.concentration_um) + "\t" +
                digits_text(one.treated_um) + "\t" +
                (in_both ? digits_text(one.treated_um / one.concentration_um) : "") + "\t" +
                digits_text(one.absent_share);
        for (const SimulatedSample* vial : vials) {
            text += '\t';
            add_digits(text, vial->concentration_um[k]);
        }
        text += "\n";
    }
    return text;
}

std::string background_tsv(std::span<const BackgroundIon> ions) {
    std::string text =
        tsv_row({"mz", "level", "outer_salt_step", "inner_salt_step", "eof_step", "salt_counts", "name"});
    for (const BackgroundIon& ion : ions)
        text += tsv_row({fixed_text(ion.mz, 6), digits_text(ion.level), digits_text(ion.steps[0]),
                         digits_text(ion.steps[1]), digits_text(ion.steps[2]), digits_text(ion.salt_counts), ion.name});
    return text;
}

std::string runs_header() {
    return tsv_row({"sample_id",
                    "batch",
                    "capillary",
                    "worn",
                    "eof_tu",
                    "eof_drift_tu_per_1000s",
                    "field_factor",
                    "trigger_offset_s",
                    "injection",
                    "salt_factor",
                    "capillary_log",
                    "batch_log",
                    "external_sigma_mm",
                    "sheath_tau_s",
                    "outer_salt_zone_s",
                    "inner_salt_zone_s",
                    "eof_zone_s",
                    "current_failure_s",
                    "mz_offset_ppm",
                    "mz_slope_ppm",
                    "rate_hz",
                    "gain",
                    "threshold",
                    "background_ions",
                    "singletons_per_scan"});
}

std::string runs_row(const std::string& name, std::size_t index, const RunConditions& run,
                     const StudyConditions& study) {
    const Separation& s = run.separation;
    const SimulatedSample& sample = study.samples[index];
    const Course& course = study.courses[index];
    const Capillary& capillary = study.capillaries[sample.capillary];
    const double common = capillary.log - capillary.slope * course.worn + course.log_walk;
    return tsv_row({name,
                    std::to_string(sample.batch + 1),
                    std::to_string(sample.capillary + 1),
                    digits_text(course.worn),
                    digits_text(s.eof_tu),
                    digits_text(s.eof_drift_tu_per_s * 1000.0),
                    digits_text(s.field_factor),
                    digits_text(run.trigger_offset_s),
                    digits_text(run.injection),
                    digits_text(run.salt_factor),
                    digits_text(common),
                    digits_text(study.batches[sample.batch].log),
                    digits_text(run.external_sigma_mm),
                    digits_text(run.sheath_tau_s),
                    fixed_text(run.zones[0].centre_s, 2),
                    fixed_text(run.zones[1].centre_s, 2),
                    fixed_text(run.zones[2].centre_s, 2),
                    digits_text(s.failure_end_s - s.failure_begin_s),
                    digits_text(run.mass_error.offset_ppm),
                    digits_text(run.mass_error.slope_ppm),
                    digits_text(study.rate_hz),
                    digits_text(study.gain),
                    digits_text(study.threshold),
                    std::to_string(study.background.size()),
                    digits_text(study.singletons_per_scan)});
}

}  // namespace gassan
