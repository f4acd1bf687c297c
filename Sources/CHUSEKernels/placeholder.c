int huse_placeholder;
