#include "io/mzmlb/read_hdf5.hpp"

#include "io/base/faults.hpp"
#include "io/base/hdf5_input.hpp"
#include "io/base/text_window.hpp"
#include "io/mzml/read_mzml.hpp"
#include "io/netcdf/read_andi.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gassan {
namespace {

constexpr const char* damaged = "The file was probably damaged in transfer: copy it again and compare SHA-256.";
constexpr const char* convert =
    "Convert it to mzML, e.g. with ProteoWizard: msconvert --mzML --filter \"peakPicking vendor msLevel=1-\".";

constexpr std::size_t most_columns = 4;  // m/z and intensities, perhaps in two precisions

// The columns that were used last, the latest in front: each has a piece of its values in memory.
class Columns {
public:
    explicit Columns(const Hdf5Input& hdf5) : hdf5_(hdf5) {}

    Hdf5Input::Column& get(const std::string& name) {
        const auto place = std::find_if(open_.begin(), open_.end(), [&](const auto& one) { return one.name == name; });
        if (place != open_.end()) {
            std::rotate(open_.begin(), place, place + 1);
        } else {
            if (open_.size() == most_columns) open_.pop_back();
            open_.insert(open_.begin(), {name, hdf5_.column(name)});
        }
        return *open_.front().column;
    }

private:
    struct Open {
        std::string name;
        std::unique_ptr<Hdf5Input::Column> column;
    };
    const Hdf5Input& hdf5_;
    std::vector<Open> open_;
};

// ---- mzMLb -----------------------------------------------------------------------------------------------------

// The document is the dataset mzML; its arrays are stretches of other datasets. Both are read in the file's order.
RunSummary read_mzmlb(const RegularFile& file, const Hdf5Input& hdf5, const ReadParams& params,
                      const SpectrumSink& sink, const ReadProgress& progress) {
    const auto document = hdf5.column("mzML");
    if (document->width() != 1 || document->is_float())
        throw Fault{.cause = "dataset 'mzML' does not hold text", .remedy = convert};
    Pull text = [&document, at = std::uint64_t(0)](char* to, std::size_t count) mutable {
        try {
            const auto got = document->read_bytes(at, count, to);
            at += got;
            return got;
        } catch (Fault& fault) {
            fault.container = true;
            throw;
        }
    };
    TextWindow window(file, std::move(text), document->size());
    Columns columns(hdf5);
    const ExternalArray external = [&](const std::string& dataset, std::uint64_t first, std::uint64_t count,
                                       std::vector<double>& values) {
        try {
            auto& column = columns.get(dataset);
            if (column.width() == 1)
                throw Fault{.cause = "dataset '" + quoted_text(dataset) + "' holds packed bytes, not numbers",
                            .remedy = "Convert again without numpress; zlib is fine."};
            column.read(first, static_cast<std::size_t>(count), values);
        } catch (Fault& fault) {  // the document's reader will say where in the document
            if (fault.byte > 0) fault.cause += " (byte " + std::to_string(fault.byte) + " of the file)";
            throw;
        }
    };
    RunSummary summary = read_mzml(file, window, params, sink, progress, external);
    const std::string version = hdf5.text("mzML", "version").value_or("mzMLb");
    summary.format = (version.starts_with("mzMLb") ? version : "mzMLb " + version) + ", " + summary.format;
    return summary;
}

// ---- netCDF-4 --------------------------------------------------------------------------------------------------

AndiContent netcdf4_content(const Hdf5Input& hdf5) {
    AndiContent content;
    content.container = "netCDF-4";
    content.column = [&hdf5](std::string_view name) -> std::optional<AndiColumn> {
        const std::string variable(name);
        if (!hdf5.has(variable)) return std::nullopt;
        const std::shared_ptr<Hdf5Input::Column> values = hdf5.column(variable);
        AndiColumn column{.size = values->size(),
                          .read = [values](std::uint64_t first, std::size_t count,
                                           std::vector<double>& to) { values->read(first, count, to); },
                          .scale = hdf5.number(variable, "scale_factor").value_or(1.0),
                          .offset = hdf5.number(variable, "add_offset").value_or(0.0),
                          .fills = {},
                          .units = hdf5.text(variable, "units").value_or("")};
        if (values->is_float())  // netcdf.h, NC_FILL_FLOAT and NC_FILL_DOUBLE
            column.fills.push_back(values->width() == 4 ? double(9.9692099683868690e+36f) : 9.9692099683868690e+36);
        for (const auto* fill : {"_FillValue", "missing_value"})
            if (const auto value = hdf5.number(variable, fill)) column.fills.push_back(*value);
        return column;
    };
    content.attribute = [&hdf5](std::string_view name) { return hdf5.text("/", std::string(name)).value_or(""); };
    content.text = [](std::string_view) { return std::string(); };
    return content;
}

// ---- others ----------------------------------------------------------------------------------------------------

InputError other_file(const RegularFile& file, const Hdf5Input& hdf5) {
    const auto like = [&](const std::string& what, const std::string& remedy) {
        return InputError(file.path(), "", "looks like " + what + ", not like a run", remedy);
    };
    if (hdf5.text("/", "format").value_or("").starts_with("gassan "))
        return like("a file of a gassan store", "Give the run's own file, as the instrument or a converter wrote it.");
    if (hdf5.has("SpectrumMetaData") && hdf5.has("FileInformation")) return like("mz5", convert);
    return like("an HDF5 file that is neither mzMLb nor netCDF-4", convert);
}

}  // namespace

RunSummary read_hdf5(const RegularFile& file, const ReadParams& params, const SpectrumSink& sink,
                     const ReadProgress& progress) {
    try {
        const Hdf5Input hdf5(file);
        if (hdf5.has("mzML")) return read_mzmlb(file, hdf5, params, sink, progress);
        if (hdf5.has("scan_acquisition_time") || hdf5.has("ordinate_values"))
            return read_andi(file, netcdf4_content(hdf5), params, sink, progress);
        throw other_file(file, hdf5);
    } catch (const Fault& fault) {
        throw InputError(file.path(), fault.byte > 0 ? "byte " + std::to_string(fault.byte) : "", fault.cause,
                         fault.remedy.empty() ? damaged : fault.remedy);
    }
}

}  // namespace gassan
