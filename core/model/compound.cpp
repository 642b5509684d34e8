#include "core/model/compound.hpp"

namespace gassan {

std::string_view compound_role_name(CompoundRole role) {
    switch (role) {
        case CompoundRole::analyte:
            return "analyte";
        case CompoundRole::internal_standard:
            return "internal_standard";
        case CompoundRole::marker:
            return "marker";
        case CompoundRole::lock_mass:
            return "lock_mass";
    }
    return {};
}

}  // namespace gassan
