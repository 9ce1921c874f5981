#pragma once

#include <functional>

namespace assay {

class CatalogueModel;
class CollectionListModel;
class Connection;
class ConnectionRegistry;
class MainWindow;

/// Where the palette finds what the shell does not know; all outlive the window.
struct PaletteServices {
    ConnectionRegistry &connections;
    std::function<CatalogueModel &(Connection &)> providers;
    std::function<CollectionListModel &(Connection &)> collections;
};

/// Lets the window's command palette find connections, collections, providers, benchmarks and settings.
void addPaletteSources(MainWindow &window, const PaletteServices &services);

} // namespace assay
