#include "io/mzmlb/write_mzmlb.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/mzml_text.hpp"
#include "io/mzml/trace_text.hpp"
#include "io/store/hdf5_file.hpp"

#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {
namespace {

using hdf5::Handle;

constexpr std::size_t piece_bytes = std::size_t{1} << 19;  // 64k m/z: what is read to have one spectrum
constexpr unsigned deflate_level = 4;                      // on shuffled bytes 9 gains 1 % and takes five times as long
constexpr const char* mzmlb_version = "mzMLb 1.0";

[[noreturn]] void fail(const AtomicFile& file, const std::string& what) {
    throw EnvironmentError(quoted_path(file.path()) + ": cannot " + what +
                           " (HDF5); is the disk full, or the folder read-only?");
}

Handle without_times(hid_t kind) {
    Handle list(H5Pcreate(kind), H5Pclose);
    H5Pset_obj_track_times(list.id(), false);
    return list;
}

// No lock on the file: nobody else knows it yet, and some network file systems cannot lock.
Handle created(const AtomicFile& file) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose), creation = without_times(H5P_FILE_CREATE);
    H5Pset_file_locking(access.id(), false, true);
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
    Handle made(H5Fcreate(file.temporary().c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose);
    if (!made) fail(file, "create the file");
    return made;
}

// ---- a dataset that grows ----------------------------------------------------------------------------------------

// Bytes of values of one type are gathered and written in whole pieces, as they are packed.
class GrowingSet {
public:
    GrowingSet(const AtomicFile& file, const Handle& hdf5, std::string name, hid_t type, bool packed)
        : file_(file), name_(std::move(name)), type_(type), width_(H5Tget_size(type)) {
        const hsize_t none = 0, any = H5S_UNLIMITED, piece = piece_bytes / width_;
        const Handle space(H5Screate_simple(1, &none, &any), H5Sclose);
        const Handle creation = without_times(H5P_DATASET_CREATE);
        H5Pset_chunk(creation.id(), 1, &piece);
        if (packed) {
            if (width_ > 1) H5Pset_shuffle(creation.id());
            H5Pset_deflate(creation.id(), deflate_level);
        }
        set_ = Handle(H5Dcreate2(hdf5.id(), name_.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                      H5Dclose);
        if (!set_) fail(file_, "write " + name_);
    }

    /// Values so far.
    [[nodiscard]] std::uint64_t size() const { return written_ + pending_.size() / width_; }

    void append(const void* values, std::size_t bytes) {
        auto from = static_cast<const char*>(values);
        while (bytes > 0) {
            const std::size_t part = std::min(bytes, piece_bytes - pending_.size());
            pending_.append(from, part);
            from += part;
            bytes -= part;
            if (pending_.size() == piece_bytes) flush();
        }
    }
    void append(std::string_view text) { append(text.data(), text.size()); }

    void finish() {
        if (!pending_.empty()) flush();
    }

    void attribute(const char* name, const std::string& text) const {
        const Handle type(H5Tcopy(H5T_C_S1), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
        H5Tset_size(type.id(), text.size() + 1);
        const Handle made(H5Acreate2(set_.id(), name, type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
        if (!made || H5Awrite(made.id(), type.id(), text.c_str()) < 0) fail(file_, "write " + name_ + "@" + name);
    }

private:
    const AtomicFile& file_;
    std::string name_;
    hid_t type_;
    std::size_t width_;
    Handle set_;
    std::string pending_;
    std::uint64_t written_ = 0;

    void flush() {
        const hsize_t begin = written_, count = pending_.size() / width_, all = begin + count;
        bool done = H5Dset_extent(set_.id(), &all) >= 0;
        const Handle there(H5Dget_space(set_.id()), H5Sclose), here(H5Screate_simple(1, &count, nullptr), H5Sclose);
        done = done && H5Sselect_hyperslab(there.id(), H5S_SELECT_SET, &begin, nullptr, &count, nullptr) >= 0 &&
               H5Dwrite(set_.id(), type_, here.id(), there.id(), H5P_DEFAULT, pending_.data()) >= 0;
        if (!done) fail(file_, "write " + name_);
        written_ = all;
        pending_.clear();
    }
};

// ---- the document and its numbers --------------------------------------------------------------------------------

// Places and ids of the elements of one kind in the document, and the place where the last one ends.
class ElementIndex {
public:
    ElementIndex(const AtomicFile& file, const Handle& hdf5, const std::string& kind, bool packed)
        : places_(file, hdf5, "mzML_" + kind + "Index", H5T_STD_I64LE, packed),
          ids_(file, hdf5, "mzML_" + kind + "Index_idRef", H5T_STD_I8LE, packed) {}

    void add(std::uint64_t byte, const std::string& id) {
        note_place(byte);
        ids_.append(id.c_str(), id.size() + 1);
    }
    void finish(std::uint64_t end) {
        note_place(end);
        places_.finish();
        ids_.finish();
    }

private:
    GrowingSet places_, ids_;

    void note_place(std::uint64_t byte) {
        const auto place = static_cast<std::int64_t>(byte);
        places_.append(&place, sizeof place);
    }
};

class MzmlbWriter {
public:
    MzmlbWriter(const AtomicFile& file, const Handle& hdf5, const MzmlWriteOptions& options)
        : file_(file),
          hdf5_(hdf5),
          options_(options),
          mz_name_(options.mz_64_bit ? "spectrum_MS_1000514_double" : "spectrum_MS_1000514_float"),
          document_(file, hdf5, "mzML", H5T_STD_I8LE, options.zlib),
          mz_(file, hdf5, mz_name_, options.mz_64_bit ? H5T_IEEE_F64LE : H5T_IEEE_F32LE, options.zlib),
          intensity_(file, hdf5, intensity_name, H5T_IEEE_F32LE, options.zlib),
          spectra_(file, hdf5, "spectrum", options.zlib) {
        document_.attribute("version", mzmlb_version);
    }

    void head(std::size_t spectrum_count) {
        MzmlWriteOptions plain = options_;
        plain.indexed = false;
        document_.append(mzml_head(plain, spectrum_count));
    }

    void spectrum(const Spectrum& spectrum, std::size_t index) {
        const std::string id = written_id(spectrum, index);
        spectra_.add(document_.size() + spectrum_indent, id);
        document_.append(spectrum_head(spectrum, index, id, false));
        const std::size_t count = spectrum.mz.size();
        document_.append(array_text(array_terms(true, options_.mz_64_bit, options_.zlib), count, mz_name_, mz_.size()));
        document_.append(
            array_text(array_terms(false, false, options_.zlib), count, intensity_name, intensity_.size()));
        document_.append(spectrum_tail);
        if (options_.mz_64_bit) {
            mz_.append(spectrum.mz.data(), count * sizeof(double));
        } else {
            const std::vector<float> narrow(spectrum.mz.begin(), spectrum.mz.end());
            mz_.append(narrow.data(), count * sizeof(float));
        }
        intensity_.append(spectrum.intensity.data(), count * sizeof(float));
    }

    void finish() {
        spectra_.finish(document_.size());
        document_.append(spectrum_list_tail);
        if (!options_.facts.traces.empty()) traces();
        document_.append(mzml_tail);
        for (GrowingSet* set : {&document_, &mz_, &intensity_}) set->finish();
    }

private:
    static constexpr const char* intensity_name = "spectrum_MS_1000515_float";
    static constexpr const char* trace_time_name = "chromatogram_MS_1000595_double";   // time array
    static constexpr const char* trace_value_name = "chromatogram_MS_1000513_double";  // any array
    const AtomicFile& file_;
    const Handle& hdf5_;
    const MzmlWriteOptions& options_;
    std::string mz_name_;
    GrowingSet document_, mz_, intensity_;
    ElementIndex spectra_;

    void traces() {
        GrowingSet times(file_, hdf5_, trace_time_name, H5T_IEEE_F64LE, options_.zlib);
        GrowingSet values(file_, hdf5_, trace_value_name, H5T_IEEE_F64LE, options_.zlib);
        ElementIndex places(file_, hdf5_, "chromatogram", options_.zlib);
        const auto& traces = options_.facts.traces;
        document_.append(trace_list_head(traces.size()));
        for (std::size_t i = 0; i < traces.size(); ++i) {
            const std::size_t count = traces[i].value.size();
            places.add(document_.size() + spectrum_indent, traces[i].name);
            document_.append(trace_head(traces[i], i));
            document_.append(
                array_text(trace_array_terms(traces[i], true, options_.zlib), count, trace_time_name, times.size()));
            document_.append(
                array_text(trace_array_terms(traces[i], false, options_.zlib), count, trace_value_name, values.size()));
            document_.append(trace_tail);
            times.append(traces[i].time_s.data(), count * sizeof(double));
            values.append(traces[i].value.data(), count * sizeof(double));
        }
        places.finish(document_.size());
        document_.append(trace_list_tail);
        times.finish();
        values.finish();
    }

    // The packing is that of the dataset; the term of compression says so.
    static std::string array_text(const std::string& terms, std::size_t count, const std::string& dataset,
                                  std::uint64_t first) {
        return "          <binaryDataArray encodedLength=\"0\">" + terms +
               cv_param("MS:1002841", "external HDF5 dataset", dataset) +
               cv_param("MS:1002842", "external offset", std::to_string(first)) +
               cv_param("MS:1002843", "external array length", std::to_string(count)) + "<binary/></binaryDataArray>\n";
    }
};

}  // namespace

void write_mzmlb(AtomicFile& file, const MzmlWriteOptions& options, std::size_t spectrum_count,
                 const SpectrumMaker& make) {
    Handle hdf5;
    {
        const auto turn = hdf5::enter();
        hdf5 = created(file);
    }
    std::optional<MzmlbWriter> writer;
    const auto in_turn = [&](auto&& work) {
        const auto turn = hdf5::enter();
        work();
    };
    std::size_t written = 0;
    in_turn([&] { writer.emplace(file, hdf5, options).head(spectrum_count); });
    make([&](const Spectrum& spectrum) {
        require(written < spectrum_count, quoted_path(file.path()) + ": more spectra than announced");
        require_writable(file.path(), spectrum);
        in_turn([&] { writer->spectrum(spectrum, written); });
        ++written;
    });
    require(written == spectrum_count, quoted_path(file.path()) + ": fewer spectra than announced");
    in_turn([&] {
        writer->finish();
        writer.reset();
        if (H5Fclose(hdf5.release()) < 0) fail(file, "close the file");
    });
}

}  // namespace gassan
