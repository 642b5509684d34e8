#include "io/values/value_paths.hpp"

namespace gassan {

ValuePaths paths_beside(const std::filesystem::path& values) {
    const auto beside = [&](const char* what) {
        std::filesystem::path path = values;
        path.replace_extension();
        path += what;
        path += values.extension();
        return path;
    };
    ValuePaths paths{values, beside(".states"), beside(".samples"), beside(".variables")};
    if (values.filename() != w4m_values_name) return paths;
    paths.samples = values.parent_path() / "sampleMetadata.tsv";
    paths.variables = values.parent_path() / "variableMetadata.tsv";
    return paths;
}

}  // namespace gassan
