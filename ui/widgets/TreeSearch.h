#pragma once

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace assay {

/// What is typed into `search` filters `tree`, whose model `filter` is. While something is looked for, the branches with matches are
/// open, those that come later too.
void searchTree(QLineEdit *search, QTreeView *tree, QSortFilterProxyModel *filter);

} // namespace assay
