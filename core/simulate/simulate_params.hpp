#pragma once

/// \file
/// Every knob of the simulator, with unit and reason. Where nature gives a range, low and high are fields and the
/// study or the run draws within it. Sources: docs/methods/simulator.md.

#include "core/simulate/detector_params.hpp"
#include "core/simulate/emission_params.hpp"
#include "core/simulate/separation_params.hpp"

namespace gassan {

struct SimulateParams {
    DesignParams design;
    MigrationParams separation;
    ShapeParams shape;
    ResponseParams response;
    SuppressionParams suppression;
    IonParams ions;
    MassParams mass;
    BackgroundParams background;
    NoiseParams noise;

    template <class Self, class Visit>
    static void stages(Self& self, Visit&& visit) {
        visit("design", self.design, "What is injected, and in which order.");
        visit("separation", self.separation, "Electrolyte, field, flow and clock.");
        visit("shape", self.shape, "What widens and bends a zone.");
        visit("response", self.response, "How much a compound answers, and what moves that.");
        visit("suppression", self.suppression, "Where the spray gives less.");
        visit("ions", self.ions, "Which ions a compound makes.");
        visit("mass", self.mass, "The m/z axis and the detector.");
        visit("background", self.background, "Ions that are not of the sample.");
        visit("noise", self.noise, "Counting, accidents and threshold.");
    }
};

/// Domains of the fields, low <= high in every pair, and a voltage that brings the ions to the detector.
/// \throws ParameterError
void check(const SimulateParams& params);

}  // namespace gassan
